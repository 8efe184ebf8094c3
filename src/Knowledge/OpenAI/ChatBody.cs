using System.Text.Json;
using Onebox.Api.OpenAI;
using Onebox.Kernel;
using Onebox.Kernel.Wording;

namespace Onebox.Knowledge.OpenAI;

/// <summary>What a chat request asks of a knowledge base: the last message is the question, those before it the conversation. Sampling is the base's own: answers are to repeat.</summary>
internal sealed record ChatBody(string Model, string Question, IReadOnlyList<ChatMessage> History, int? MaxTokens, bool Stream, bool IncludeUsage)
{
    /// <exception cref="ProblemException"><c>request.malformed</c>, <c>request.invalid</c>.</exception>
    public static ChatBody Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Read(json.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new Problem(ProblemKind.Invalid, "request.malformed", $"The body is no chat request: {(error is JsonException json ? JsonFault.Of(json) : "it holds a string that is not valid Unicode")}.").ToException(error);
        }
    }

    private static ChatBody Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("messages", out var list) || list.ValueKind != JsonValueKind.Array) throw Wrong("messages", "'messages' is missing.");
        if (root.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() > 0) throw Wrong("tools", "A knowledge base answers from its documents and calls no tools.");
        var messages = list.EnumerateArray().Select(Message).ToList();
        if (messages is not [.., { Role: "user" } last]) throw Wrong("messages", "The last message must be the user's question.");
        int? Number(string name) => !root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
            : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Wrong(name, $"'{name}' must be an integer.");
        bool Flag(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
        return new ChatBody(
            root.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.String ? model.GetString()! : "", last.Content,
            messages.Take(messages.Count - 1).Where(m => m.Role is "user" or "assistant").ToList(), Number("max_completion_tokens") ?? Number("max_tokens"), Flag(root, "stream"),
            root.TryGetProperty("stream_options", out var options) && Flag(options, "include_usage"));
    }

    /// <summary>A message's content is a text, or parts of which the texts count.</summary>
    private static ChatMessage Message(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("role", out var role) || role.ValueKind != JsonValueKind.String) throw Wrong("messages", "A message has a 'role' and a 'content'.");
        var content = !message.TryGetProperty("content", out var value) ? "" : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Array => string.Join('\n', value.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
                ? text.GetString()!
                : throw Wrong("messages", "A question to documents is text; other parts are not understood."))),
            _ => "",
        };
        return new ChatMessage(role.GetString()!, content);
    }

    private static ProblemException Wrong(string field, string detail) => new Problem(ProblemKind.Invalid, "request.invalid", detail) { Field = field }.ToException();
}
