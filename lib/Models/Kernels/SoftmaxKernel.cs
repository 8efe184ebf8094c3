using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Onebox.Models;

/// <summary>Softmax over the keys that a query sees, which are neighbours: from its first to itself.</summary>
internal static unsafe class SoftmaxKernel
{
    /// <summary>Scores become probabilities, 0 for keys that are not seen.</summary>
    /// <param name="scores">[queries, keys] Before scaling; changed.</param>
    /// <param name="sees">Which keys each token of the block sees.</param>
    /// <param name="group">Query heads, and so rows, of a token.</param>
    /// <param name="logSums">[queries] Takes ln Σ exp.</param>
    public static void Forward<E>(void* scores, KeyRange sees, int queries, int keys, int group, float scale, float* logSums)
        where E : struct, IElements =>
        Rows.Share(queries, keys, (from, to, _) =>
        {
            for (nint row = from; row < to; row++)
            {
                var line = (byte*)scores + (row * keys * E.Size);
                var (low, high) = sees.Of((int)row / group);
                var highest = Vector512.Create(float.NegativeInfinity);
                nint i = low;
                for (; i <= high - 16; i += 16) highest = Vector512.Max(highest, E.Load(line, i));
                if (i < high) highest = Vector512.Max(highest, Rest<E>(line, i, high, keys, float.NegativeInfinity));
                var most = Highest(highest);

                var shift = Vector512.Create(most * scale);
                var sums = Vector512<float>.Zero;
                for (i = low; i <= high - 16; i += 16) sums += Exponential.Of((E.Load(line, i) * scale) - shift);
                if (i < high) sums += Vector512.ConditionalSelect(Before(high - i), Exponential.Of((Rest<E>(line, i, high, keys, most) * scale) - shift), Vector512<float>.Zero);
                var sum = Vector512.Sum(sums);
                logSums[row] = (most * scale) + MathF.Log(sum);
                Probabilities<E>(line, low, high, keys, scale, logSums[row]);
            }
        });

    /// <summary>Scores become probabilities again, and the gradients of probabilities those of scores: p · (dp − Σ p·dp) · scale.</summary>
    /// <param name="scores">[queries, keys] Before scaling; changed.</param>
    /// <param name="gradients">[queries, keys] Of the probabilities; changed.</param>
    /// <param name="dots">[queries] Σ p·dp, which is output · its gradient.</param>
    public static void Backward<E>(void* scores, void* gradients, KeyRange sees, int queries, int keys, int group, float scale, float* logSums, float* dots)
        where E : struct, IElements =>
        Rows.Share(queries, 2L * keys, (from, to, _) =>
        {
            for (nint row = from; row < to; row++)
            {
                var line = (byte*)scores + (row * keys * E.Size);
                var slope = (byte*)gradients + (row * keys * E.Size);
                var (low, high) = sees.Of((int)row / group);
                Probabilities<E>(line, low, high, keys, scale, logSums[row]);
                Clear<E>(slope, 0, low);
                nint i = low;
                var dot = Vector512.Create(dots[row]);
                for (; i <= high - 16; i += 16) E.Store(slope, i, E.Load(line, i) * (E.Load(slope, i) - dot) * scale);
                if (i < high) StoreRest<E>(slope, i, high, keys, Rest<E>(line, i, high, keys, 0) * (Rest<E>(slope, i, high, keys, 0) - dot) * scale);
                Clear<E>(slope, high, keys);
            }
        });

    /// <summary>Packs the gradient of attention's output for the backward pass, and multiplies it with the output.</summary>
    /// <param name="output">[tokens, kvHeads · group · size].</param>
    /// <param name="gradient">Of the same.</param>
    /// <param name="packed">[kvHeads][capacity][group][size] Takes the gradient.</param>
    /// <param name="dots">[kvHeads][capacity][group] Takes the products' sums.</param>
    public static void Pack<E>(void* output, void* gradient, void* packed, float* dots, int tokens, int capacity, int kvHeads, int group, int size)
        where E : struct, IElements =>
        Rows.Share(tokens, (long)kvHeads * group * size, (from, to, _) =>
        {
            for (nint token = from; token < to; token++)
            {
                for (nint head = 0; head < kvHeads * group; head++)
                {
                    var at = ((token * kvHeads * group) + head) * size;
                    var place = ((((head / group) * capacity) + token) * group) + (head % group);
                    var sum = 0f;
                    nint i = 0;
                    var sums = Vector512<float>.Zero;
                    byte* from2 = (byte*)gradient + (at * E.Size), with = (byte*)output + (at * E.Size), into = (byte*)packed + (place * size * E.Size);
                    for (; i <= size - 16; i += 16)
                    {
                        var value = E.Load(from2, i);
                        sums += value * E.Load(with, i);
                        E.Store(into, i, value);
                    }
                    for (; i < size; i++)
                    {
                        sum += E.Get(from2, i) * E.Get(with, i);
                        E.Set(into, i, E.Get(from2, i));
                    }
                    dots[place] = sum + Vector512.Sum(sums);
                }
            }
        });

    /// <summary>[kvHeads][capacity][group][size] → [tokens, kvHeads · group · size].</summary>
    public static void Unpack(void* packed, void* rows, int tokens, int capacity, int kvHeads, long groupBytes) =>
        Rows.Share(tokens, kvHeads * groupBytes, (from, to, _) =>
        {
            for (nint token = from; token < to; token++)
            {
                for (nint head = 0; head < kvHeads; head++)
                    Buffer.MemoryCopy((byte*)packed + (((head * capacity) + token) * (nint)groupBytes), (byte*)rows + (((token * kvHeads) + head) * (nint)groupBytes), groupBytes, groupBytes);
            }
        });

    private static void Probabilities<E>(byte* line, nint low, nint high, nint keys, float scale, float logSum)
        where E : struct, IElements
    {
        Clear<E>(line, 0, low);
        nint i = low;
        var shift = Vector512.Create(logSum);
        for (; i <= high - 16; i += 16) E.Store(line, i, Exponential.Of((E.Load(line, i) * scale) - shift));
        if (i < high) StoreRest<E>(line, i, high, keys, Exponential.Of((Rest<E>(line, i, high, keys, 0) * scale) - shift));
        Clear<E>(line, high, keys);
    }

    /// <summary>The last numbers of a range that fill no whole vector, and another number in the places behind them. One by one they would cost as much as all vectors before them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Rest<E>(void* line, nint from, nint to, nint end, float behind)
        where E : struct, IElements
    {
        if (from + 16 <= end) return Vector512.ConditionalSelect(Before(to - from), E.Load(line, from), Vector512.Create(behind));
        return OneByOne<E>(line, from, to, behind);
    }

    /// <summary>Where a row ends before a vector does.</summary>
    private static Vector512<float> OneByOne<E>(void* line, nint from, nint to, float behind)
        where E : struct, IElements
    {
        var numbers = Vector512.Create(behind);
        for (nint i = 0; i < to - from; i++) numbers = numbers.WithElement((int)i, E.Get(line, from + i));
        return numbers;
    }

    /// <summary>Writes the last numbers of a range; what is behind them may be written too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRest<E>(void* line, nint from, nint to, nint end, Vector512<float> values)
        where E : struct, IElements
    {
        if (from + 16 <= end)
        {
            E.Store(line, from, values);
            return;
        }
        for (nint i = 0; i < to - from; i++) E.Set(line, from + i, values[(int)i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Before(nint count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Highest(Vector512<float> values)
    {
        var eight = Vector256.Max(values.GetLower(), values.GetUpper());
        var four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        var two = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return MathF.Max(two[0], two[1]);
    }

    private static void Clear<E>(byte* line, nint from, nint to)
        where E : struct, IElements => new Span<byte>(line + (from * E.Size), (int)(to - from) * E.Size).Clear();
}

/// <summary>Which keys the tokens of a block see.</summary>
/// <param name="First">For each token of the batch, the first token that it sees.</param>
/// <param name="Token">The block's first token.</param>
/// <param name="Key">The block's first key.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KeyRange(int[] First, int Token, int Key)
{
    public (nint Low, nint High) Of(int token) => (First[Token + token] - Key, Token + token - Key + 1);
}
