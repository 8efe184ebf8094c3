using System.Text.Json;

namespace Onebox.Serving.Worker.Prompting;

/// <summary>What a chat request says, whichever endpoint it came in by.</summary>
internal sealed record Conversation
{
    /// <summary>OpenAI's array of messages, checked.</summary>
    public required JsonElement Messages { get; init; }
    public JsonElement? Tools { get; init; }
    public JsonElement? ToolChoice { get; init; }
    public bool ParallelToolCalls { get; init; } = true;

    /// <summary>What the reply must look like.</summary>
    public ReplyFormat Format { get; init; } = ReplyFormat.Free;

    /// <summary>Whatever else the template reads, by its own names.</summary>
    public IReadOnlyDictionary<string, JsonElement> TemplateArguments { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>Ends the prompt where the assistant is to begin.</summary>
    public bool AddGenerationPrompt { get; init; } = true;

    /// <summary>Takes the model's reasoning out of its content.</summary>
    public bool SplitReasoning { get; init; } = true;
}
