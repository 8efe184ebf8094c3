using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Onebox.Llama;

/// <summary>The vectorised passes over a row of logits. None allocates.</summary>
internal static class LogitMath
{
    /// <summary>Σ exp((x − max) · scale), in blocks so that a float accumulator keeps its precision.</summary>
    public static double ExpSum(ReadOnlySpan<float> x, float max, float scale)
    {
        double total = 0;
        for (var start = 0; start < x.Length; start += Block) total += BlockExpSum(x.Slice(start, Math.Min(Block, x.Length - start)), max, scale);
        return total;
    }

    /// <summary>exp((x − max) · scale) of the whole row, with the sums of its blocks.</summary>
    /// <returns>The sum.</returns>
    public static double Exponentials(ReadOnlySpan<float> x, float max, float scale, Span<float> into, Span<double> blocks)
    {
        double total = 0;
        var maxes = new Vector<float>(max);
        for (int start = 0, block = 0; start < x.Length; start += Block, block++)
        {
            var length = Math.Min(Block, x.Length - start);
            var from = MemoryMarshal.Cast<float, Vector<float>>(x.Slice(start, length));
            var to = MemoryMarshal.Cast<float, Vector<float>>(into.Slice(start, length));
            var sums = Vector<float>.Zero;
            for (var v = 0; v < from.Length; v++) sums += to[v] = Vector.Exp((from[v] - maxes) * scale);
            var sum = Vector.Sum(sums);
            for (var i = start + (from.Length * Vector<float>.Count); i < start + length; i++) sum += into[i] = MathF.Exp((x[i] - max) * scale);
            total += blocks[block] = sum;
        }
        return total;
    }

    public const int Block = 1024;

    public static float Max(ReadOnlySpan<float> x) => TensorPrimitives.Max(x);

    public static int IndexOfMax(ReadOnlySpan<float> x) => TensorPrimitives.IndexOfMax(x);

    /// <summary>log Σ exp(x).</summary>
    public static double LogSumExp(ReadOnlySpan<float> x)
    {
        var max = Max(x);
        return max + Math.Log(ExpSum(x, max, 1));
    }

    private static float BlockExpSum(ReadOnlySpan<float> x, float max, float scale)
    {
        var width = Vector<float>.Count;
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(x);
        var maxes = new Vector<float>(max);
        var sums = Vector<float>.Zero;
        foreach (var v in vectors) sums += Vector.Exp((v - maxes) * scale);
        var sum = Vector.Sum(sums);
        for (var i = vectors.Length * width; i < x.Length; i++) sum += MathF.Exp((x[i] - max) * scale);
        return sum;
    }

    /// <summary>Indices of all values at or above <paramref name="floor"/>, in order.</summary>
    public static int CollectAtLeast(ReadOnlySpan<float> x, float floor, Span<int> into)
    {
        var width = Vector<float>.Count;
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(x);
        var floors = new Vector<float>(floor);
        var count = 0;
        for (var v = 0; v < vectors.Length; v++)
        {
            if (!Vector.GreaterThanOrEqualAny(vectors[v], floors)) continue;
            for (var i = v * width; i < (v + 1) * width; i++)
                if (x[i] >= floor) into[count++] = i;
        }
        for (var i = vectors.Length * width; i < x.Length; i++)
            if (x[i] >= floor) into[count++] = i;
        return count;
    }
}
