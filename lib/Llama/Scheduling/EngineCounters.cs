namespace Onebox.Llama;

/// <summary>Counters that the engine thread writes and anyone reads: plain longs, each torn-free on its own.</summary>
internal sealed class EngineCounters
{
    public long Requests, Finished, Cancelled, Failed, Rejected, Preemptions;
    public long PromptTokens, CachedTokens, GeneratedTokens, DraftTokens, AcceptedTokens;
    public long Steps, DecodeTicks, OtherTicks;
    public long EvictedCells;
    public int Running, Waiting, UsedCells, CachedCells, CachedPrefixes;

    public EngineSnapshot Read(EngineOptions options, EngineMemory memory)
    {
        return new EngineSnapshot(
            options.MaxSequences, Running, Waiting, options.ContextTokens, UsedCells, CachedCells, CachedPrefixes,
            Requests, Finished, Cancelled, Failed, Rejected, Preemptions, EvictedCells,
            PromptTokens, CachedTokens, GeneratedTokens, DraftTokens, AcceptedTokens,
            Steps, Elapsed(DecodeTicks), Elapsed(OtherTicks), memory);

        TimeSpan Elapsed(long ticks) => options.Time.GetElapsedTime(0, ticks);
    }
}
