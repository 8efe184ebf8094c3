using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Onebox.Vectors.Codes;

/// <summary>A random orthogonal map in O(d log d): four rounds of random signs and a Walsh–Hadamard transform, as in the fast
/// Johnson–Lindenstrauss transform (Ailon and Chazelle, 2009). Where the length is no power of two the transform covers the first and the
/// last 2^k entries in turn and a Kac step mixes both halves. After it every coordinate carries its share of the vector, which is what
/// lets few bits a coordinate say enough.</summary>
internal sealed unsafe class Rotation
{
    private const int Rounds = 4;
    private readonly float[] _signs;
    private readonly int _block;

    public Rotation(int dimensions, ulong seed)
    {
        Padded = (dimensions + 63) & ~63;
        Seed = seed;
        _block = 1 << int.Log2(Padded);
        _signs = new float[Rounds * Padded];
        // The transform is not normalized; its scale is folded into the signs.
        var scale = 1f / MathF.Sqrt(_block);
        var state = seed;
        for (var round = 0; round < Rounds; round++)
        {
            var start = round % 2 == 0 ? 0 : Padded - _block;
            for (var i = 0; i < Padded; i++)
            {
                var sign = (SplitMix.Next(ref state) & 1) == 0 ? 1f : -1f;
                _signs[round * Padded + i] = i >= start && i < start + _block ? sign * scale : sign;
            }
        }
    }

    /// <summary>Length of a rotated vector: a multiple of 64.</summary>
    public int Padded { get; }

    public ulong Seed { get; }

    /// <summary>Rotates <see cref="Padded"/> floats in place; lengths and inner products stay.</summary>
    public void Apply(float* vector)
    {
        for (var round = 0; round < Rounds; round++)
        {
            Flip(vector, _signs.AsSpan(round * Padded, Padded));
            Transform(vector + (round % 2 == 0 ? 0 : Padded - _block), _block);
            if (_block != Padded)
                Mix(vector, Padded / 2);
        }
    }

    private static void Flip(float* vector, ReadOnlySpan<float> signs)
    {
        var wide = MemoryMarshal.Cast<float, Vector512<float>>(signs);
        for (var i = 0; i < wide.Length; i++)
            (Vector512.Load(vector + i * 16) * wide[i]).Store(vector + i * 16);
    }

    private static void Mix(float* vector, int half)
    {
        var scale = Vector512.Create(0.70710678f);
        for (var i = 0; i < half; i += 16)
        {
            var a = Vector512.Load(vector + i);
            var b = Vector512.Load(vector + half + i);
            ((a + b) * scale).Store(vector + i);
            ((a - b) * scale).Store(vector + half + i);
        }
    }

    private static void Transform(float* vector, int length)
    {
        if (Vector512.IsHardwareAccelerated)
            WithinSixteen(vector, length);
        else
            for (var step = 1; step < 16; step *= 2)
                for (var i = 0; i < length; i++)
                    if ((i & step) == 0)
                        (vector[i], vector[i + step]) = (vector[i] + vector[i + step], vector[i] - vector[i + step]);

        for (var step = 16; step < length; step *= 2)
            for (var start = 0; start < length; start += 2 * step)
                for (var i = start; i < start + step; i += 16)
                {
                    var a = Vector512.Load(vector + i);
                    var b = Vector512.Load(vector + i + step);
                    (a + b).Store(vector + i);
                    (a - b).Store(vector + i + step);
                }
    }

    /// <summary>The four narrow stages inside one register: partner lanes by a shuffle, the difference by a factor of −1.</summary>
    private static void WithinSixteen(float* vector, int length)
    {
        var lanes = Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        for (var i = 0; i < length; i += 16)
        {
            var v = Vector512.Load(vector + i);
            for (var step = 1; step < 16; step *= 2)
            {
                var partner = Vector512.Shuffle(v, lanes ^ Vector512.Create(step));
                var sign = Vector512.ConditionalSelect(
                    Vector512.Equals(lanes & Vector512.Create(step), Vector512<int>.Zero).AsSingle(), Vector512.Create(1f), Vector512.Create(-1f));
                v = v * sign + partner;
            }

            v.Store(vector + i);
        }
    }
}
