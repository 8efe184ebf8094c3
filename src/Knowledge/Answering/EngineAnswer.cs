using System.Text.Json;
using Onebox.Api;
using Onebox.Api.OpenAI;

namespace Onebox.Knowledge.Answering;

/// <summary>What an engine says, which may be anything: an engine elsewhere is not ours. Null for what is not in OpenAI's shape.</summary>
/// <param name="PromptTokens">Null when it does not tell.</param>
internal sealed record EngineAnswer(string Text, int? PromptTokens, int? AnswerTokens)
{
    /// <summary>An answer as a whole; one without words is empty.</summary>
    public static EngineAnswer? Whole(ReadOnlyMemory<byte> body) => Read(body, root =>
    {
        if (Member(root, "choices") is not { ValueKind: JsonValueKind.Array } choices || choices.GetArrayLength() == 0 || Member(choices[0], "message") is not { ValueKind: JsonValueKind.Object } message) return null;
        var usage = Member(root, "usage");
        return new EngineAnswer(Member(message, "content") is { ValueKind: JsonValueKind.String } content ? content.GetString()! : "", Number(usage, "prompt_tokens"), Number(usage, "completion_tokens"));
    });

    /// <summary>A part of an answer that streams.</summary>
    public static ChatChunk? Chunk(string data)
    {
        try
        {
            return JsonSerializer.Deserialize(data, OpenAIJson.Default.ChatChunk) is { } chunk ? chunk with { Choices = chunk.Choices ?? [] } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>How many tokens a prompt has, and how many the engine reads at once; null for what it does not tell.</summary>
    public static (int? Tokens, int? Longest) Count(ReadOnlyMemory<byte> body) =>
        Read(body, root => new[] { Number(root, "count"), Number(root, "max_model_len") }) is [var count and (null or >= 0), var longest] ? (count, longest) : (null, null);

    private static T? Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return read(json.RootElement);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // The second: half of a surrogate pair in a string.
            return null;
        }
    }

    private static JsonElement? Member(JsonElement? of, string name) => of is { ValueKind: JsonValueKind.Object } member && member.TryGetProperty(name, out var value) ? value : null;

    private static int? Number(JsonElement? of, string name) => Member(of, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;
}
