using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models;

/// <summary>
/// Causal attention that never looks across segments, as matrix products over blocks of queries: each block is multiplied with the keys from
/// the first that any of its tokens sees to its own end. The query heads that share a key head are rows of one product. The backward pass
/// computes probabilities again from scores and the kept ln Σ exp (as in FlashAttention, Dao et al., 2022). libtorch's own fused kernel
/// multiplies bfloat16 in float32 on CPUs without Intel's matrix units, which is several times slower.
/// </summary>
internal sealed unsafe class Attention<E>(ModelShape shape, torch.ScalarType type) : IDisposable
    where E : struct, IElements
{
    // Shapes of products are multiples of this, so that there are few and their compiled kernels are found again.
    private const int Grain = 64;
    private readonly int _group = shape.Heads / shape.KvHeads;
    private readonly int _block = Math.Clamp(512 / (shape.Heads / shape.KvHeads) / Grain * Grain, Grain, 256);
    private readonly float _scale = 1 / MathF.Sqrt(shape.HeadSize);
    private Panel? _scores;
    private Panel? _slopes;
    private Panel? _products;

    private int Size => shape.HeadSize;

    /// <param name="panels">Queries, keys and values, packed. Takes log sums and the output.</param>
    /// <param name="packed">[kvHeads][tokens][group][size] Memory for the output before it is unpacked.</param>
    public void Forward(SegmentPlan plan, LayerPanels panels, Panel packed)
    {
        Prepare(plan.Tokens);
        foreach (var block in Blocks(plan))
        {
            for (var head = 0; head < shape.KvHeads; head++)
            {
                using var scope = torch.NewDisposeScope();
                var scores = Scores(_scores!, block);
                scores.addmm_(Queries(panels.Queries, head, block), Keys(panels.Keys, head, block).t(), 0, 1);
                SoftmaxKernel.Forward<E>(_scores!.Pointer, block.Sees, block.Rows, block.Keys, _group, _scale, LogSums(panels.LogSums, head, block));
                Queries(packed, head, block).addmm_(scores, Keys(panels.Values, head, block), 0, 1);
            }
        }
        SoftmaxKernel.Unpack(packed.Pointer, panels.Attended.Pointer, plan.Tokens, packed.Capacity, shape.KvHeads, (long)_group * Size * E.Size);
    }

    /// <param name="gradient">[tokens, heads · size] Of the output.</param>
    /// <param name="packed">Memory for the same, packed.</param>
    /// <param name="dots">[kvHeads][tokens][group] float32, memory.</param>
    /// <param name="queries">Packed; takes the gradient of queries.</param>
    /// <param name="keys">Packed, float32; takes the gradient of keys.</param>
    /// <param name="values">Packed, float32; takes the gradient of values.</param>
    public void Backward(SegmentPlan plan, LayerPanels panels, Panel gradient, Panel packed, Panel dots, Panel queries, Panel keys, Panel values)
    {
        Prepare(plan.Tokens);
        keys.All.zero_();
        values.All.zero_();
        SoftmaxKernel.Pack<E>(panels.Attended.Pointer, gradient.Pointer, packed.Pointer, dots.Singles, plan.Tokens, packed.Capacity, shape.KvHeads, _group, Size);
        foreach (var block in Blocks(plan))
        {
            for (var head = 0; head < shape.KvHeads; head++)
            {
                using var scope = torch.NewDisposeScope();
                var (scores, slopes) = (Scores(_scores!, block), Scores(_slopes!, block));
                var (blockQueries, blockKeys, incoming) = (Queries(panels.Queries, head, block), Keys(panels.Keys, head, block), Queries(packed, head, block));
                scores.addmm_(blockQueries, blockKeys.t(), 0, 1);
                slopes.addmm_(incoming, Keys(panels.Values, head, block).t(), 0, 1);
                SoftmaxKernel.Backward<E>(_scores!.Pointer, _slopes!.Pointer, block.Sees, block.Rows, block.Keys, _group, _scale, LogSums(panels.LogSums, head, block), LogSums(dots, head, block));
                Queries(queries, head, block).addmm_(slopes, blockKeys, 0, 1);
                AddTo(keys, head, block, slopes, blockQueries);
                AddTo(values, head, block, scores, incoming);
            }
        }
    }

    public void Dispose()
    {
        _scores?.Dispose();
        _slopes?.Dispose();
        _products?.Dispose();
        _scores = null;
    }

    /// <summary>target += matrixᵀ · heads, in float32.</summary>
    private void AddTo(Panel target, int head, Block block, Tensor matrix, Tensor heads)
    {
        if (typeof(E) == typeof(Singles))
        {
            Keys(target, head, block).addmm_(matrix.t(), heads, 1, 1);
            return;
        }
        var product = _products!.All.as_strided([block.Keys, Size], [Size, 1], 0);
        product.addmm_(matrix.t(), heads, 0, 1);
        SumKernel.Accumulate<E>(_products.Pointer, target.Singles + ((((nint)head * target.Capacity) + block.FirstKey) * Size), (long)block.Keys * Size, add: true);
    }

    private IEnumerable<Block> Blocks(SegmentPlan plan)
    {
        for (var token = 0; token < plan.Tokens; token += _block)
        {
            var tokens = Math.Min(_block, plan.Tokens - token);
            var key = plan.First[token] / Grain * Grain;
            yield return new Block(token, tokens * _group, key, token + tokens - key, new KeyRange(plan.First, token, key));
        }
    }

    private Tensor Queries(Panel panel, int head, Block block) =>
        panel.All.as_strided([block.Rows, Size], [Size, 1], (((long)head * panel.Capacity) + block.Token) * _group * Size);

    private Tensor Keys(Panel panel, int head, Block block) =>
        panel.All.as_strided([block.Keys, Size], [Size, 1], (((long)head * panel.Capacity) + block.FirstKey) * Size);

    private static Tensor Scores(Panel panel, Block block) => panel.All.as_strided([block.Rows, block.Keys], [block.Keys, 1], 0);

    private float* LogSums(Panel panel, int head, Block block) => panel.Singles + ((((nint)head * panel.Capacity) + block.Token) * _group);

    private void Prepare(int tokens)
    {
        if (_scores is not null && _products!.Capacity >= tokens) return;
        Dispose();
        _scores = new Panel(_block * _group, tokens, type);
        _slopes = new Panel(_block * _group, tokens, type);
        _products = new Panel(tokens, Size, type);
    }

    /// <param name="Rows">Tokens times heads of a group.</param>
    private readonly record struct Block(int Token, int Rows, int FirstKey, int Keys, KeyRange Sees);
}
