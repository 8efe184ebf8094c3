using System.Numerics;
using System.Runtime.InteropServices;

namespace Onebox.Llama;

/// <summary>
/// Draws from a whole row, its nucleus (top-p; Holtzman et al., 2020) or its tokens above min-p, without sorting: weights go into buckets by their leading bits, the bucket where the mass
/// is reached is sorted, and the draw walks the kept tokens in token order. Linear in the vocabulary however flat the distribution.
/// </summary>
internal sealed class Nucleus(int vocabularySize)
{
    // Weights lie in [0, 1]; sign, exponent and 6 bits of mantissa make buckets about 1.5% wide.
    private const int BucketShift = 17;
    private const int Buckets = (0x3F800000 >> BucketShift) + 1;

    private readonly float[] _weights = new float[vocabularySize];
    private readonly double[] _blocks = new double[(vocabularySize / LogitMath.Block) + 1];
    private readonly double[] _buckets = new double[Buckets];
    private readonly int[] _border = new int[vocabularySize];

    public int Draw(ReadOnlySpan<float> logits, float max, float scale, float topP, float minP, double uniform)
    {
        var weights = _weights.AsSpan(0, logits.Length);
        var total = LogitMath.Exponentials(logits, max, scale, weights, _blocks);
        // The smallest positive number: what has no weight is never drawn.
        var floor = float.Epsilon;
        if (topP < 1) floor = Floor(weights, topP * total);
        if (minP > 0) floor = Math.Max(floor, minP);
        if (floor > float.Epsilon) total = SumAtLeast(weights, floor);
        return Walk(weights, floor, uniform * total);
    }

    /// <summary>The least weight inside the nucleus; equal ones that are outside are set to zero.</summary>
    private float Floor(Span<float> weights, double wanted)
    {
        Array.Clear(_buckets);
        foreach (var weight in weights) _buckets[BitConverter.SingleToInt32Bits(weight) >> BucketShift] += weight;
        double reached = 0;
        var bucket = Buckets - 1;
        while (bucket > 0 && reached + _buckets[bucket] < wanted) reached += _buckets[bucket--];
        var count = 0;
        for (var i = 0; i < weights.Length; i++)
            if (BitConverter.SingleToInt32Bits(weights[i]) >> BucketShift == bucket) _border[count++] = i;
        var border = _border.AsSpan(0, count);
        TopSelection.SortDescending(weights, border);
        var kept = 0;
        while (kept < count && reached < wanted) reached += weights[border[kept++]];
        if (kept == 0) return BitConverter.Int32BitsToSingle((bucket + 1) << BucketShift);
        var floor = weights[border[kept - 1]];
        for (var i = kept; i < count && weights[border[i]] == floor; i++) weights[border[i]] = 0;
        return Math.Max(floor, float.Epsilon);
    }

    private double SumAtLeast(ReadOnlySpan<float> weights, float floor)
    {
        double total = 0;
        var floors = new Vector<float>(floor);
        for (int start = 0, block = 0; start < weights.Length; start += LogitMath.Block, block++)
        {
            var part = weights.Slice(start, Math.Min(LogitMath.Block, weights.Length - start));
            var vectors = MemoryMarshal.Cast<float, Vector<float>>(part);
            var sums = Vector<float>.Zero;
            foreach (var v in vectors) sums += Vector.ConditionalSelect(Vector.GreaterThanOrEqual(v, floors), v, Vector<float>.Zero);
            var sum = Vector.Sum(sums);
            for (var i = vectors.Length * Vector<float>.Count; i < part.Length; i++)
                if (part[i] >= floor) sum += part[i];
            total += _blocks[block] = sum;
        }
        return total;
    }

    private int Walk(ReadOnlySpan<float> weights, float floor, double target)
    {
        var block = 0;
        var last = (weights.Length - 1) / LogitMath.Block;
        while (block < last && target >= _blocks[block]) target -= _blocks[block++];
        var chosen = -1;
        for (var i = block * LogitMath.Block; i < Math.Min((block + 1) * LogitMath.Block, weights.Length); i++)
        {
            if (weights[i] < floor) continue;
            chosen = i;
            target -= weights[i];
            if (target < 0) break;
        }
        // Rounding may carry the target into a block with nothing to draw: the likeliest token stands in for an event of probability 2^-53.
        return chosen >= 0 ? chosen : LogitMath.IndexOfMax(weights);
    }
}
