namespace Onebox.Templates.Tools;

/// <summary>A finished tool call. <paramref name="Arguments"/> is JSON text, as OpenAI's API carries it.</summary>
/// <param name="Id">As the model gave it; null if its format has none: then the caller makes one.</param>
public sealed record ToolCall(int Index, string? Id, string Name, string Arguments);

public enum ReplyPart
{
    Content,
    Reasoning,
    ToolCall,
}

/// <summary>A piece of a reply, in order: text for content and reasoning, a whole call for tool calls.</summary>
public readonly record struct ReplyDelta(ReplyPart Part, string Text, ToolCall? Call);
