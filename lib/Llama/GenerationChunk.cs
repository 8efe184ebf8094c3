using System.Runtime.InteropServices;
using System.Text;

namespace Onebox.Llama;

public enum FinishReason
{
    /// <summary>The model ended the text.</summary>
    EndOfText,
    /// <summary>A stop string was met.</summary>
    StopString,
    /// <summary>The token limit or the context was reached.</summary>
    Length,
}

/// <summary>A token and its natural-log probability.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct TokenScore(int Token, float Logprob);

/// <summary>A token that was generated or read, its log-probability and the likeliest alternatives, best first.</summary>
public readonly record struct TokenLogprobs(int Token, float Logprob, ReadOnlyMemory<TokenScore> Top, bool IsPrompt);

/// <summary>
/// What has come since the last chunk. The memories are valid until the next chunk is asked for. Text may lag behind tokens: half a code point and what may
/// become a stop string are held back.
/// </summary>
public readonly record struct GenerationChunk(ReadOnlyMemory<byte> Utf8, ReadOnlyMemory<int> Tokens, ReadOnlyMemory<TokenLogprobs> Logprobs, GenerationEnd? End)
{
    /// <summary>The text, always whole code points. <see cref="Utf8"/> spares the allocation.</summary>
    public string Text => Encoding.UTF8.GetString(Utf8.Span);
}

/// <summary>How a generation ended, on its last chunk.</summary>
/// <param name="Stop">The stop string that was met.</param>
/// <param name="Seed">The seed that was used: give it again for the same text.</param>
public sealed record GenerationEnd(FinishReason Reason, string? Stop, ulong Seed, GenerationUsage Usage, GenerationTimings Timings);

/// <param name="CachedTokens">Prompt tokens that were not computed anew.</param>
/// <param name="DraftTokens">Tokens that the draft model guessed; <paramref name="AcceptedTokens"/> of them were right.</param>
/// <param name="Preemptions">How often the sequence was put aside for want of KV cells and recomputed.</param>
public sealed record GenerationUsage(int PromptTokens, int CachedTokens, int GeneratedTokens, int DraftTokens, int AcceptedTokens, int Preemptions);

/// <param name="TimeToFirstToken">From submission to the first generated token; null when there was none.</param>
/// <param name="TokensPerSecond">Generated tokens after the first, over the time since the first.</param>
public sealed record GenerationTimings(TimeSpan Queue, TimeSpan Prefill, TimeSpan Decode, TimeSpan? TimeToFirstToken, double TokensPerSecond);

/// <summary>A whole answer.</summary>
public sealed record GenerationResult(string Text, IReadOnlyList<int> Tokens, IReadOnlyList<TokenLogprobs> Logprobs, GenerationEnd End);
