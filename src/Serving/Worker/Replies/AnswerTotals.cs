using System.Text.Json;
using Onebox.Llama;

namespace Onebox.Serving.Worker.Replies;

/// <summary>What an answer cost: tokens and times over all its choices.</summary>
internal sealed class AnswerTotals
{
    private double _queue, _prefill, _decode, _firstToken;

    public int PromptTokens { get; private set; }
    public int CachedTokens { get; private set; }
    public int GeneratedTokens { get; private set; }

    /// <param name="countPrompt">False for a further choice of a prompt that was counted.</param>
    public void Add(GenerationEnd end, bool countPrompt)
    {
        if (countPrompt)
        {
            PromptTokens += end.Usage.PromptTokens;
            CachedTokens += end.Usage.CachedTokens;
        }

        GeneratedTokens += end.Usage.GeneratedTokens;
        // Choices run side by side: the longest is what the client waited for.
        _queue = Math.Max(_queue, end.Timings.Queue.TotalMilliseconds);
        _prefill = Math.Max(_prefill, end.Timings.Prefill.TotalMilliseconds);
        _decode = Math.Max(_decode, end.Timings.Decode.TotalMilliseconds);
        if (end.Timings.TimeToFirstToken is { TotalMilliseconds: var first } && (_firstToken == 0 || first < _firstToken)) _firstToken = first;
    }

    /// <summary>Text that was read without anything being generated.</summary>
    public void AddRead(int tokens, TimeSpan took)
    {
        PromptTokens += tokens;
        _prefill = Math.Max(_prefill, took.TotalMilliseconds);
    }

    /// <summary><c>"usage":{…},"timings":{…}</c> within an object, under the names of chat and completions.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, PromptTokens);
        json.WriteNumber("completion_tokens"u8, GeneratedTokens);
        json.WriteNumber("total_tokens"u8, PromptTokens + GeneratedTokens);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, CachedTokens);
        json.WriteEndObject();
        json.WriteEndObject();
        WriteTimings(json);
    }

    /// <summary>The same under the names of <c>/v1/responses</c>, the timings left out.</summary>
    public void WriteResponseUsage(Utf8JsonWriter json)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, PromptTokens);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, CachedTokens);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, GeneratedTokens);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteNumber("total_tokens"u8, PromptTokens + GeneratedTokens);
        json.WriteEndObject();
    }

    public void WriteTimings(Utf8JsonWriter json)
    {
        json.WriteStartObject("timings"u8);
        json.WriteNumber("queue_ms"u8, Rounded(_queue));
        json.WriteNumber("prefill_ms"u8, Rounded(_prefill));
        json.WriteNumber("decode_ms"u8, Rounded(_decode));
        json.WriteNumber("time_to_first_token_ms"u8, Rounded(_firstToken));
        json.WriteNumber("tokens_per_second"u8, _decode > 0 ? Rounded(GeneratedTokens * 1000 / _decode) : 0);
        json.WriteNumber("cached_tokens"u8, CachedTokens);
        json.WriteEndObject();
    }

    private static double Rounded(double value) => Math.Round(value, 3);
}
