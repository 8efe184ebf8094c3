using System.Text.Json;

namespace Onebox.Templates.Chat;

/// <summary>A conversation as OpenAI's chat API carries it, and what else a template may be told.</summary>
public sealed record ChatInput
{
    /// <summary>Array of <c>{"role", "content", …}</c>; content is a string, null or an array of parts; the arguments of
    /// <c>tool_calls</c> are an object or its JSON as a string.</summary>
    public required JsonElement Messages { get; init; }

    /// <summary>Array of <c>{"type":"function","function":{…}}</c>.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Array of documents, for templates that render sources.</summary>
    public JsonElement? Documents { get; init; }

    /// <summary>Ends the text where the assistant is to begin.</summary>
    public bool AddGenerationPrompt { get; init; } = true;

    /// <summary>Whatever else the template reads, by its own names: <c>enable_thinking</c>, <c>date_string</c>…</summary>
    public IReadOnlyDictionary<string, JsonElement> Arguments { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
}
