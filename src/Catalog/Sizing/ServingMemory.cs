using System.Globalization;

namespace Onebox.Catalog.Sizing;

/// <summary>The memory of one replica that answers requests.</summary>
internal sealed class ServingMemory : ISizing
{
    /// <summary>A worker process without a model: .NET, llama.cpp's code, buffers of the network. Estimated.</summary>
    public const long RuntimeBytes = 160L << 20;

    private const int FloatBytes = 4;
    private const int MaskBytes = 6; // the attention mask in F32 and once more in F16

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
            [model.WeightsLine, cache.Line, computeLine, $"runtime: {Sizes.Text(RuntimeBytes)} for the worker process (estimated)"]);
    }

    /// <summary>
    /// llama.cpp reserves one buffer for the largest graph and reuses it along the graph. Its peak is the logits of a whole batch or the
    /// widest point of a layer, and the attention mask besides. Estimated.
    /// </summary>
    private static (long Bytes, string Line) Compute(SizedModel model, ServingShape shape, long cells)
    {
        var facts = model.Facts;
        var batch = Math.Min(shape.BatchTokens, cells);
        long embedding = facts.EmbeddingLength ?? 0;
        long widest = Math.Max((facts.FeedForwardLength?.Max ?? 0) * 2L, (facts.Experts is { } experts ? (long)(experts.Used ?? 1) * (experts.FeedForwardLength ?? 0) * 2 : 0));
        long attention = ((long)(facts.Heads?.Max ?? 0) * ((facts.KeyLength ?? 0) + (facts.ValueLength ?? 0))) + ((long)(facts.KvHeads?.Max ?? 0) * ((facts.KeyLength ?? 0) + (facts.ValueLength ?? 0)));
        var layer = batch * ((3 * embedding) + Math.Max(widest, attention)) * FloatBytes;
        var logits = batch * (embedding + (facts.Vocabulary ?? 0L)) * FloatBytes;
        var mask = batch * cells * MaskBytes;
        var output = (long)shape.Parallel * (facts.Vocabulary ?? 0L) * FloatBytes;
        var bytes = Math.Max(layer, logits) + mask + output;
        return (bytes, string.Create(CultureInfo.InvariantCulture, $"compute: a batch of {batch} tokens: {(logits > layer ? $"logits over {facts.Vocabulary} words" : "the widest layer")} {Sizes.Text(Math.Max(layer, logits))}, attention mask {Sizes.Text(mask)}, output {Sizes.Text(output)} (estimated)"));
    }
}
