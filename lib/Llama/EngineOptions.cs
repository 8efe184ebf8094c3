namespace Onebox.Llama;

/// <summary>Number type of cached keys or values. The quantized ones need flash attention (for values) and cost quality.</summary>
public enum KvType { F32 = 0, F16 = 1, Q4_0 = 2, Q8_0 = 8, BF16 = 30 }

public enum FlashAttention { Auto = -1, Off = 0, On = 1 }

/// <summary>How an engine runs its model.</summary>
public sealed record EngineOptions
{
    /// <value>KV cells shared by all sequences and cached prefixes; 0 takes the model's trained context, at most 8192. Default: 0.</value>
    public int ContextTokens { get; init; }

    /// <value>Longest single sequence; 0 takes the smaller of <see cref="ContextTokens"/> and the trained context. Default: 0.</value>
    public int SequenceTokens { get; init; }

    /// <value>Sequences computed at once, 1 to 127. Default: 8.</value>
    public int MaxSequences { get; init; } = 8;

    /// <value>Cached prefixes with an end of their own, 0 (no prefix cache) to 127. Default: 64.</value>
    public int CachedPrefixes { get; init; } = 64;

    /// <value>Most tokens in one step. Default: 512.</value>
    public int BatchTokens { get; init; } = 512;

    /// <value>Most tokens in one pass over the weights; 0 for <see cref="BatchTokens"/>. Default: 0.</value>
    public int MicroBatchTokens { get; init; }

    /// <value>Threads for one token; 0 for all processors. More than idle cores makes llama.cpp slower by orders of magnitude. Default: 0.</value>
    public int Threads { get; init; }

    /// <value>Threads for several tokens; 0 for <see cref="Threads"/>. Default: 0.</value>
    public int BatchThreads { get; init; }

    public KvType KeyType { get; init; } = KvType.F16;
    public KvType ValueType { get; init; } = KvType.F16;

    /// <value>Default: Auto. On the CPU it skips other sequences' cells, which a large shared cache profits from.</value>
    public FlashAttention FlashAttention { get; init; } = FlashAttention.Auto;

    /// <value>Keep keys and values on the GPU. Default: true.</value>
    public bool OffloadKv { get; init; } = true;

    /// <value>RoPE base frequency; 0 takes the model's. Default: 0.</value>
    public float RopeFrequencyBase { get; init; }

    /// <value>RoPE frequency scale; 0 takes the model's. Default: 0.</value>
    public float RopeFrequencyScale { get; init; }

    /// <value>Requests that may wait beyond those that run. Default: 256.</value>
    public int QueueLimit { get; init; } = 256;

    /// <value>How much longer a step may take because of somebody else's prompt while streams are running (at least as long as the streams' own step); sizes the prompt chunks. Default: 100 ms.</value>
    public TimeSpan PromptStall { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <value>
    /// Tokens of one stream that come faster than this are handed to its reader together; the first and the last never wait. Each hand-over wakes a thread, and where
    /// the engine has all cores that thread stops the computation at its next barrier. Zero: every token by itself. Default: 15 ms, below what an eye can tell.
    /// </value>
    public TimeSpan StreamInterval { get; init; } = TimeSpan.FromMilliseconds(15);

    /// <value>A small model with the same vocabulary that guesses ahead. Null: none.</value>
    public LlamaModel? Draft { get; init; }

    /// <value>Tokens guessed ahead. Default: 4.</value>
    public int DraftTokens { get; init; } = 4;

    /// <value>Guess only while at most this many sequences run: a full batch gains nothing by it. Default: 2.</value>
    public int DraftSequences { get; init; } = 2;

    /// <value>
    /// Compute requests that bring a seed in batches whose shape does not touch the numbers, so that their text is the same whatever else runs.
    /// Costs padding rows and smaller prompt chunks while such a request runs; holds on the CPU (see docs/adr/0022). Default: true.
    /// </value>
    public bool ExactSeeds { get; init; } = true;

    /// <value>Seeds the seeds of requests that bring none. Null: from the system's randomness.</value>
    public ulong? Seed { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal EngineOptions Resolved(LlamaModel model)
    {
        var trained = model.TrainedContext > 0 ? model.TrainedContext : int.MaxValue;
        var cells = ContextTokens > 0 ? ContextTokens : Math.Min(trained, 8192);
        var threads = Threads > 0 ? Threads : Environment.ProcessorCount;
        var resolved = this with
        {
            ContextTokens = cells,
            SequenceTokens = Math.Min(SequenceTokens > 0 ? SequenceTokens : trained, cells),
            CachedPrefixes = model.StateIsIndivisible ? 0 : CachedPrefixes,
            MicroBatchTokens = MicroBatchTokens > 0 ? Math.Min(MicroBatchTokens, BatchTokens) : BatchTokens,
            Threads = threads,
            BatchThreads = BatchThreads > 0 ? BatchThreads : threads,
        };
        Require(MaxSequences is >= 1 and <= 127, $"{nameof(MaxSequences)} must be between 1 and 127");
        Require(CachedPrefixes is >= 0 and <= 127, $"{nameof(CachedPrefixes)} must be between 0 and 127");
        Require(BatchTokens >= MaxSequences, $"{nameof(BatchTokens)} must be at least {nameof(MaxSequences)}");
        Require(QueueLimit >= 0, $"{nameof(QueueLimit)} must not be negative");
        Require(DraftTokens is >= 1 and <= 16, $"{nameof(DraftTokens)} must be between 1 and 16");
        return resolved;
    }

    private static void Require(bool holds, string what)
    {
        if (!holds) throw new LlamaException(LlamaErrorCode.BadRequest, what + ".");
    }
}
