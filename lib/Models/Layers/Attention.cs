using TorchSharp;
using static TorchSharp.torch.nn;
using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models;

/// <summary>What a layer's attention keeps for its backward pass, one entry a segment.</summary>
internal sealed class AttentionTrace : IDisposable
{
    public List<(Tensor Queries, Tensor Keys, Tensor Values, Tensor Output)> Segments { get; } = [];

    public void Dispose()
    {
        foreach (var (queries, keys, values, output) in Segments)
        {
            queries.Dispose();
            keys.Dispose();
            values.Dispose();
            output.Dispose();
        }
        Segments.Clear();
    }
}

/// <summary>
/// Causal attention within each segment, by libtorch's fused kernel (flash attention on the CPU). The query heads of one key head are a
/// batch entry of their own, so that keys are shared as views and never repeated. Segments are computed one by one: a mask over the whole row
/// would compute what it then hides.
/// </summary>
internal sealed class Attention(ModelShape shape) : IDisposable
{
    private readonly Dictionary<(int, torch.ScalarType), Tensor> _windows = [];
    private readonly long _group = shape.Heads / shape.KvHeads;

    /// <param name="qkv">[tokens, (heads + 2 kvHeads) · headSize].</param>
    /// <param name="output">[tokens, heads · headSize], written.</param>
    /// <param name="trace">Keeps what the backward pass needs; null computes no gradients.</param>
    public void Forward(SegmentPlan plan, Panel qkv, Panel output, AttentionTrace? trace)
    {
        for (var segment = 0; segment < plan.Starts.Length; segment++)
        {
            long start = plan.Starts[segment], length = plan.Lengths[segment];
            var queries = Heads(qkv, start, length, 0, _group);
            var keys = Heads(qkv, start, length, shape.Heads, 1);
            var values = Heads(qkv, start, length, shape.Heads + shape.KvHeads, 1);
            Tensor result;
            if (trace is null)
            {
                result = Attend(queries, keys, values, (int)length);
            }
            else
            {
                using var learning = torch.enable_grad();
                queries.requires_grad_(true);
                keys.requires_grad_(true);
                values.requires_grad_(true);
                result = Attend(queries, keys, values, (int)length).DetachFromDisposeScope();
                trace.Segments.Add((queries.DetachFromDisposeScope(), keys.DetachFromDisposeScope(), values.DetachFromDisposeScope(), result));
            }
            using var target = OutputHeads(output, start, length);
            using var plain = result.detach();
            target.copy_(plain);
            if (trace is not null) continue;
            queries.Dispose();
            keys.Dispose();
            values.Dispose();
            result.Dispose();
        }
    }

    /// <summary>The gradients of a segment's queries, keys and values, each [kvHeads, 1 or group, tokens, headSize].</summary>
    /// <param name="gradient">[tokens, heads · headSize] Of the output of the whole batch.</param>
    public IList<Tensor> Backward(SegmentPlan plan, int segment, Panel gradient, AttentionTrace trace)
    {
        var (queries, keys, values, output) = trace.Segments[segment];
        using var incoming = OutputHeads(gradient, plan.Starts[segment], plan.Lengths[segment]);
        return torch.autograd.grad([output], [queries, keys, values], [incoming]);
    }

    public void Dispose()
    {
        foreach (var mask in _windows.Values) mask.Dispose();
        _windows.Clear();
    }

    private Tensor Attend(Tensor queries, Tensor keys, Tensor values, int length)
    {
        long[] wide = [shape.KvHeads, _group, length, shape.HeadSize];
        using var allKeys = keys.expand(wide);
        using var allValues = values.expand(wide);
        return shape.SlidingWindow is { } window && window < length
            ? functional.scaled_dot_product_attention(queries, allKeys, allValues, Window(length, window, queries.dtype))
            : functional.scaled_dot_product_attention(queries, allKeys, allValues, is_casual: true);
    }

    private Tensor Heads(Panel qkv, long start, long length, int firstHead, long group)
    {
        var size = shape.HeadSize;
        return qkv.All.as_strided([shape.KvHeads, group, length, size], [group * size, size, qkv.Columns, 1], (start * qkv.Columns) + ((long)firstHead * size));
    }

    private Tensor OutputHeads(Panel output, long start, long length)
    {
        var size = shape.HeadSize;
        return output.All.as_strided([shape.KvHeads, _group, length, size], [_group * size, size, output.Columns, 1], start * output.Columns);
    }

    /// <summary>[length, length] 0 where a token sees another, minus infinity where not.</summary>
    private Tensor Window(int length, int window, torch.ScalarType type)
    {
        if (_windows.TryGetValue((length, type), out var known)) return known;
        if (_windows.Count >= 16) Dispose();
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        var hidden = torch.ones(length, length, dtype: torch.@bool);
        hidden = hidden.triu(1).logical_or(hidden.tril(-window));
        var mask = torch.zeros(length, length, dtype: type).masked_fill_(hidden, float.NegativeInfinity).DetachFromDisposeScope();
        return _windows[(length, type)] = mask;
    }
}
