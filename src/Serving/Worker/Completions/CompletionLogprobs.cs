using System.Text;
using System.Text.Json;
using Onebox.Llama;
using Onebox.Serving.Worker.Replies;

namespace Onebox.Serving.Worker.Completions;

/// <summary>Log-probabilities in the shape of OpenAI's first API: parallel arrays. One for each choice: offsets go on from event to event.</summary>
internal sealed class CompletionLogprobs
{
    private readonly Vocabulary _vocabulary;
    private int _offset, _lead;

    /// <param name="echo">The prompt that the text begins with; null when it is not repeated.</param>
    public CompletionLogprobs(Vocabulary vocabulary, PromptEcho? echo)
    {
        (_vocabulary, _lead) = (vocabulary, echo?.Lead ?? 0);
        if (echo is null) return;
        foreach (var token in echo.Skipped) Pass(token);
    }

    /// <param name="first">A token before all others, which has no probability; -1 for none.</param>
    /// <param name="top">Likeliest tokens to tell beside each.</param>
    public void Write(Utf8JsonWriter json, int first, ReadOnlySpan<TokenLogprobs> scored, int top)
    {
        json.WriteStartObject("logprobs"u8);
        json.WriteStartArray("tokens"u8);
        if (first >= 0) json.WriteStringValue(_vocabulary.Piece(first, special: true));
        foreach (var one in scored) json.WriteStringValue(_vocabulary.Piece(one.Token, special: true));
        json.WriteEndArray();
        json.WriteStartArray("token_logprobs"u8);
        if (first >= 0) json.WriteNullValue();
        foreach (var one in scored) json.WriteNumberValue(LogprobJson.Finite(one.Logprob));
        json.WriteEndArray();
        json.WriteStartArray("top_logprobs"u8);
        if (first >= 0) json.WriteNullValue();
        foreach (var one in scored) WriteTop(json, one, top);
        json.WriteEndArray();
        json.WriteStartArray("text_offset"u8);
        if (first >= 0) WriteOffset(json, first);
        foreach (var one in scored) WriteOffset(json, one.Token);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteTop(Utf8JsonWriter json, in TokenLogprobs scored, int top)
    {
        if (top == 0)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var alternative in scored.Top.Span)
        {
            var name = Encoding.UTF8.GetString(_vocabulary.Piece(alternative.Token, special: true));
            // Two tokens may have one text (a byte and its letter): the likelier one has come first.
            if (seen.Add(name)) json.WriteNumber(name, LogprobJson.Finite(alternative.Logprob));
        }

        json.WriteEndObject();
    }

    /// <summary>In characters, as OpenAI counts them: a byte that goes on with one adds none.</summary>
    private void WriteOffset(Utf8JsonWriter json, int token)
    {
        json.WriteNumberValue(_offset);
        Pass(token);
    }

    private void Pass(int token)
    {
        foreach (var one in _vocabulary.Piece(token))
        {
            if ((one & 0xC0) == 0x80) continue;
            if (_lead > 0) _lead--;
            else _offset++;
        }
    }
}
