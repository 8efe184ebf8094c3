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
    private Space[] _spaces = [];

    private int Size => shape.HeadSize;

    /// <param name="panels">Queries, keys and values, packed. Takes log sums and the output.</param>
    /// <param name="packed">[kvHeads][tokens][group][size] Memory for the output before it is unpacked.</param>
    public void Forward(SegmentPlan plan, LayerPanels panels, Panel packed)
    {
        var spaces = Prepare(plan.Tokens);
        Share((head, space) =>
        {
            foreach (var block in Blocks(plan))
            {
                using var scope = torch.NewDisposeScope();
                var scores = Scores(spaces[space].Scores, block);
                scores.addmm_(Queries(panels.Queries, head, block), Keys(panels.Keys, head, block).t(), 0, 1);
                SoftmaxKernel.Forward<E>(spaces[space].Scores.Pointer, block.Sees, block.Rows, block.Keys, _group, _scale, LogSums(panels.LogSums, head, block));
                Queries(packed, head, block).addmm_(scores, Keys(panels.Values, head, block), 0, 1);
            }
        });
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
        var spaces = Prepare(plan.Tokens);
        keys.All.zero_();
        values.All.zero_();
        SoftmaxKernel.Pack<E>(panels.Attended.Pointer, gradient.Pointer, packed.Pointer, dots.Singles, plan.Tokens, packed.Capacity, shape.KvHeads, _group, Size);
        Share((head, space) =>
        {
            // A head's blocks one after the other: their keys' gradients add up in one order.
            foreach (var block in Blocks(plan))
            {
                using var scope = torch.NewDisposeScope();
                var memory = spaces[space];
                var (scores, slopes) = (Scores(memory.Scores, block), Scores(memory.Slopes, block));
                var (blockQueries, blockKeys, incoming) = (Queries(panels.Queries, head, block), Keys(panels.Keys, head, block), Queries(packed, head, block));
                scores.addmm_(blockQueries, blockKeys.t(), 0, 1);
                slopes.addmm_(incoming, Keys(panels.Values, head, block).t(), 0, 1);
                SoftmaxKernel.Backward<E>(memory.Scores.Pointer, memory.Slopes.Pointer, block.Sees, block.Rows, block.Keys, _group, _scale, LogSums(panels.LogSums, head, block), LogSums(dots, head, block));
                Queries(queries, head, block).addmm_(slopes, blockKeys, 0, 1);
                AddTo(keys, head, block, slopes, blockQueries, memory.Products);
                AddTo(values, head, block, scores, incoming, memory.Products);
            }
        });
    }

    public void Dispose()
    {
        foreach (var space in _spaces) space.Dispose();
        _spaces = [];
    }

    /// <summary>Heads side by side. In float32 one after the other: MKL's products do not follow a thread's own number of threads.</summary>
    private void Share(Action<int, int> action)
    {
        if (typeof(E) == typeof(Brains))
        {
            Crew.Run(shape.KvHeads, action);
            return;
        }

        for (var head = 0; head < shape.KvHeads; head++) action(head, 0);
    }

    /// <summary>target += matrixᵀ · heads, in float32.</summary>
    private void AddTo(Panel target, int head, Block block, Tensor matrix, Tensor heads, Panel products)
    {
        if (typeof(E) == typeof(Singles))
        {
            Keys(target, head, block).addmm_(matrix.t(), heads, 1, 1);
            return;
        }
        var product = products.All.as_strided([block.Keys, Size], [Size, 1], 0);
        product.addmm_(matrix.t(), heads, 0, 1);
        SumKernel.Accumulate<E>(products.Pointer, target.Singles + ((((nint)head * target.Capacity) + block.FirstKey) * Size), (long)block.Keys * Size, add: true);
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

    /// <summary>Memory for each head that is computed at once.</summary>
    private Space[] Prepare(int tokens)
    {
        var count = typeof(E) == typeof(Brains) ? Crew.SizeFor(shape.KvHeads) : 1;
        if (_spaces.Length >= count && _spaces[0].Products.Capacity >= tokens) return _spaces;
        Dispose();
        return _spaces = [.. Enumerable.Range(0, count).Select(_ => new Space(new Panel(_block * _group, tokens, type), new Panel(_block * _group, tokens, type), new Panel(tokens, Size, type)))];
    }

    /// <param name="Scores">[rows of a block, keys].</param>
    /// <param name="Slopes">The same for their gradients.</param>
    /// <param name="Products">[keys, size].</param>
    private sealed record Space(Panel Scores, Panel Slopes, Panel Products) : IDisposable
    {
        public void Dispose()
        {
            Scores.Dispose();
            Slopes.Dispose();
            Products.Dispose();
        }
    }

    /// <param name="Rows">Tokens times heads of a group.</param>
    private readonly record struct Block(int Token, int Rows, int FirstKey, int Keys, KeyRange Sees);
}
