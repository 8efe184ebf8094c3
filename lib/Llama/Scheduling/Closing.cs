namespace Onebox.Llama;

/// <summary>The figures of a finished request.</summary>
internal static class Closing
{
    public static GenerationEnd Of(Sequence sequence, FinishReason reason, string? stop, TimeProvider time)
    {
        var now = time.GetTimestamp();
        var read = sequence.ReadAt == 0 ? now : sequence.ReadAt;
        var sinceFirst = sequence.FirstToken == 0 ? TimeSpan.Zero : time.GetElapsedTime(sequence.FirstToken, now);
        return new GenerationEnd(reason, stop, sequence.Seed,
            new GenerationUsage(sequence.Output.PromptTokens, sequence.CachedTokens, sequence.Generated, sequence.Guessed, sequence.Accepted, sequence.Preemptions),
            new GenerationTimings(
                time.GetElapsedTime(sequence.Submitted, sequence.Admitted),
                time.GetElapsedTime(sequence.Admitted, read),
                time.GetElapsedTime(read, now),
                sequence.FirstToken == 0 ? null : time.GetElapsedTime(sequence.Submitted, sequence.FirstToken),
                sequence.Generated > 1 && sinceFirst > TimeSpan.Zero ? (sequence.Generated - 1) / sinceFirst.TotalSeconds : 0));
    }
}
