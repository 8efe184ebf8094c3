using System.Text.Json;

namespace Onebox.Serving.OpenAI;

/// <summary>What an answer tells of itself: tokens, times, how it ended. Read off its last event or its JSON; never its text.</summary>
internal sealed class AnswerFacts
{
    public int PromptTokens { get; set; }
    public int CachedTokens { get; private set; }
    public int GeneratedTokens { get; set; }
    public double? QueueMilliseconds { get; private set; }
    public double? PrefillMilliseconds { get; private set; }
    public double? DecodeMilliseconds { get; private set; }
    public double? TimeToFirstTokenMilliseconds { get; set; }
    public double? TokensPerSecond { get; private set; }

    /// <summary><c>stop</c>, <c>length</c>, <c>tool_calls</c>… as the engine says.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>Reads usage, timings and the reason of the end out of a piece of an answer that holds them whole.</summary>
    public void Read(ReadOnlySpan<byte> json)
    {
        // Inside a string of the answer the quotes would be escaped, so that these names are only found as names.
        ReadObject(json, "\"usage\":"u8);
        ReadObject(json, "\"timings\":"u8);
        ReadFinish(json);
    }

    public void ReadFinish(ReadOnlySpan<byte> json)
    {
        var name = "\"finish_reason\":"u8;
        var at = json.LastIndexOf(name);
        if (at < 0) return;
        var value = json[(at + name.Length)..].TrimStart((byte)' ');
        if (value.Length == 0 || value[0] != (byte)'"') return;
        const int longest = 32;
        value = value[1..];
        var end = value.IndexOf((byte)'"');
        if (end is <= 0 or > longest) return;
        value = value[..end];
        // The usual ones are not allocated anew for every answer.
        FinishReason = value.SequenceEqual("stop"u8) ? "stop" : value.SequenceEqual("length"u8) ? "length" : System.Text.Encoding.UTF8.GetString(value);
    }

    private void ReadObject(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var at = json.LastIndexOf(name);
        if (at < 0) return;
        var reader = new Utf8JsonReader(json[(at + name.Length)..], isFinalBlock: false, default);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return;
            while (reader.Read() && (reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth > 0))
            {
                // Nested objects hold details, such as the cached part of the prompt: their fields are read alike.
                if (reader.TokenType == JsonTokenType.PropertyName) ReadNumber(ref reader);
            }
        }
        catch (JsonException)
        {
            // An engine that is not ours may say it otherwise: then it is not known, and the answer goes on.
        }
    }

    private void ReadNumber(ref Utf8JsonReader reader)
    {
        var field = Field(ref reader);
        if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var value) || !double.IsFinite(value) || value < 0) return;
        var count = (int)Math.Min(value, int.MaxValue);
        switch (field)
        {
            case 1: PromptTokens = count; break;
            case 2: GeneratedTokens = count; break;
            case 3: CachedTokens = count; break;
            case 4: QueueMilliseconds = value; break;
            case 5: PrefillMilliseconds = value; break;
            case 6: DecodeMilliseconds = value; break;
            case 7: TimeToFirstTokenMilliseconds = value; break;
            case 8: TokensPerSecond = value; break;
        }
    }

    // The names of OpenAI's chat and responses, of our timings, and of llama-server's.
    private static int Field(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("prompt_tokens"u8) || reader.ValueTextEquals("input_tokens"u8) ? 1
        : reader.ValueTextEquals("completion_tokens"u8) || reader.ValueTextEquals("output_tokens"u8) ? 2
        : reader.ValueTextEquals("cached_tokens"u8) ? 3
        : reader.ValueTextEquals("queue_ms"u8) ? 4
        : reader.ValueTextEquals("prefill_ms"u8) || reader.ValueTextEquals("prompt_ms"u8) ? 5
        : reader.ValueTextEquals("decode_ms"u8) || reader.ValueTextEquals("predicted_ms"u8) ? 6
        : reader.ValueTextEquals("time_to_first_token_ms"u8) ? 7
        : reader.ValueTextEquals("tokens_per_second"u8) || reader.ValueTextEquals("predicted_per_second"u8) ? 8
        : 0;
}
