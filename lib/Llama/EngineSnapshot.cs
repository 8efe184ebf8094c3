namespace Onebox.Llama;

/// <summary>A look at an engine for metrics. Counts are totals since the engine started.</summary>
/// <param name="DecodeTime">Time inside llama_decode; <paramref name="OtherTime"/> is the engine thread's other work, waiting excluded.</param>
/// <param name="UsedCells">KV cells in use, cached prefixes included.</param>
public sealed record EngineSnapshot(
    int Slots, int Running, int Waiting, int TotalCells, int UsedCells, int CachedCells, int CachedPrefixes,
    long Requests, long Finished, long Cancelled, long Failed, long Rejected, long Preemptions, long EvictedCells,
    long PromptTokens, long CachedTokens, long GeneratedTokens, long DraftTokens, long AcceptedTokens,
    long Steps, TimeSpan DecodeTime, TimeSpan OtherTime, EngineMemory Memory)
{
    /// <summary>Share of prompt tokens that came from the cache.</summary>
    public double CacheHitRatio => PromptTokens == 0 ? 0 : (double)CachedTokens / PromptTokens;
}

/// <summary>Bytes as llama.cpp reports them. Weights are shared between engines of one model.</summary>
public sealed record EngineMemory(long Weights, long Kv, long Compute, long Output);
