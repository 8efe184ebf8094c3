namespace Onebox.Templates.Chat;

/// <summary>What a template was seen to do, by rendering small conversations with it when it was compiled.</summary>
public sealed record ChatAbilities
{
    /// <summary>A system message appears; otherwise it is put in front of the first user message.</summary>
    public required bool System { get; init; }

    /// <summary>Tool definitions appear; otherwise they are described in a system message.</summary>
    public required bool Tools { get; init; }

    /// <summary>The assistant's earlier tool calls and their results appear; otherwise they are written as text.</summary>
    public required bool ToolHistory { get; init; }

    /// <summary>Content may be an array of parts; otherwise the texts of the parts are joined.</summary>
    public required bool ContentParts { get; init; }

    /// <summary><c>enable_thinking</c> changes the text.</summary>
    public required bool ThinkingSwitch { get; init; }

    /// <summary>The template knows <c>&lt;think&gt;</c>: replies may begin with reasoning.</summary>
    public required bool Thinking { get; init; }

    /// <summary>The template marks the assistant's words by <c>{% generation %}</c>.</summary>
    public required bool MarksGeneration { get; init; }

    /// <summary>Arguments of earlier tool calls are wanted as JSON text, not as an object.</summary>
    internal bool ArgumentsAsText { get; init; }

    /// <summary>A message with tool calls must have a string as content.</summary>
    internal bool NeedsEmptyContent { get; init; }

    /// <summary>A message with tool calls must have null as content.</summary>
    internal bool NeedsNullContent { get; init; }
}
