using System.Globalization;
using Onebox.Kernel;

namespace Onebox.Catalog.Sizing;

/// <summary>The memory of one replica that answers requests.</summary>
internal sealed class ServingMemory : ISizing
{
    /// <summary>A worker process without a model: .NET, llama.cpp's code, buffers of the network; 85 to 126 MB were measured (bench/RESULTS.md).</summary>
    public const long RuntimeBytes = 112L << 20;

    private const int FloatBytes = 4;

    /// <summary>Rows of logits beside those of the sequences: the engine's ids of cached prefixes, and padding.</summary>
    private const int OwnOutputRows = 69;

    /// <summary>For each row and cell: the attention mask in F16, and what flash attention adds. Measured by bench/Sizing.</summary>
    private const int MaskBytes = 3;

    public MemoryNeed Estimate(Model model, ServingShape shape) => Estimate(SizedModel.Of(model), shape);

    public static MemoryNeed Estimate(SizedModel model, ServingShape shape)
    {
        var cache = KeyValueCache.Of(model, shape);
        var (compute, computeLine) = Compute(model, shape, cache.Cells);
        return new MemoryNeed(
            model.WeightsBytes,
            cache.Bytes,
            compute,
            RuntimeBytes,
            TrainingBytes: 0,
            [model.WeightsLine, cache.Line, computeLine, $"runtime: {Sizes.Text(RuntimeBytes)} for the worker process (as measured, bench/RESULTS.md)"]);
    }

    /// <summary>
    /// llama.cpp reserves one buffer for the largest graph and reuses it along the graph. Its peak is the widest point of a layer (residual
    /// stream, norm, gate, up and their product) or the logits, and the attention mask besides; with flash attention no scores are kept. Estimated, and
    /// held against the allocator in bench/Sizing.
    /// </summary>
    private static (long Bytes, string Line) Compute(SizedModel model, ServingShape shape, long cells)
    {
        var facts = model.Facts;
        var (batch, rows) = (Math.Min(shape.BatchTokens, cells), (long)shape.Parallel + OwnOutputRows);
        long embedding = facts.EmbeddingLength ?? 0, vocabulary = facts.Vocabulary ?? 0;
        long forward = facts.Experts is { FeedForwardLength: { } expert } experts ? Math.Max((long)expert * (experts.Used ?? 1), expert) : facts.FeedForwardLength?.Max ?? 0;
        long attention = (long)(facts.Heads?.Max ?? 0) * ((facts.KeyLength ?? 0) + (facts.ValueLength ?? 0));
        var layer = batch * ((4 * embedding) + Math.Max(3 * forward, attention)) * FloatBytes;
        var logits = rows * (embedding + vocabulary) * FloatBytes;
        var mask = batch * cells * MaskBytes;
        var output = rows * vocabulary * FloatBytes;
        var bytes = Math.Max(layer, logits) + mask + output;
        return (bytes, string.Create(CultureInfo.InvariantCulture, $"compute: a batch of {batch} tokens: {(logits > layer ? $"logits over {vocabulary} words" : "the widest layer")} {Sizes.Text(Math.Max(layer, logits))}, attention mask {Sizes.Text(mask)}, output {Sizes.Text(output)} (estimated)"));
    }
}
