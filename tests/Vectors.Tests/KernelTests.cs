using Onebox.Vectors.Codes;
using Onebox.Vectors.Kernels;
using Onebox.Vectors.Scoring;

namespace Onebox.Vectors.Tests;

public sealed unsafe class KernelTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(48)]
    [InlineData(64)]
    [InlineData(400)]
    public void Distances_OfEveryLength_EqualThePlainOnes(int length)
    {
        var random = new Random(length);
        var a = Enumerable.Range(0, length).Select(_ => random.NextSingle() * 4 - 2).ToArray();
        var b = Enumerable.Range(0, length).Select(_ => random.NextSingle() * 4 - 2).ToArray();
        var half = a.Select(static v => BitConverter.HalfToUInt16Bits((Half)v)).ToArray();
        half[0] = 0x0001; // smallest subnormal
        half[1] = 0x83FF; // largest negative subnormal
        half[2] = 0x7BFF; // 65504
        fixed (float* x = a, y = b)
        fixed (ushort* h = half)
        {
            Assert.Equal(Plain.SquaredL2(x, y, length), SquaredL2.Single(x, y, length), 1e-3f * length);
            Assert.Equal(Plain.NegativeDot(x, y, length), NegativeDot.Single(x, y, length), 1e-3f * length);
            Assert.Equal(1, SquaredL2.Half(h, y, length) / Plain.SquaredL2(h, y, length), 1e-5f);
            Assert.Equal(1, NegativeDot.Half(h, y, length) / Plain.NegativeDot(h, y, length), 1e-3f);
        }
    }

    [Fact]
    public void HalfBits_OfEveryFiniteHalf_WidenExactly()
    {
        var row = stackalloc ushort[16];
        for (var bits = 0; bits <= ushort.MaxValue; bits++)
        {
            var expected = (float)BitConverter.UInt16BitsToHalf((ushort)bits);
            if (!float.IsFinite(expected))
                continue;
            new Span<ushort>(row, 16).Fill((ushort)bits);
            Assert.Equal(expected, HalfBits.Widen512(row)[3]);
            Assert.Equal(expected, HalfBits.Widen256(row)[5]);
        }
    }

    [Fact]
    public void Codes_OfEveryWidth_PackAndMultiplyExactly()
    {
        Check<Bits1>();
        Check<Bits2>();
        Check<Bits3>();
        Check<Bits4>();
        Check<Bits8>();
    }

    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(384)]
    [InlineData(700)]
    public void Rotation_OfAnyLength_KeepsInnerProducts(int dimensions)
    {
        var rotation = new Rotation(dimensions, 5);
        var random = new Random(1);
        var (a, b) = (new float[rotation.Padded], new float[rotation.Padded]);
        for (var i = 0; i < dimensions; i++)
            (a[i], b[i]) = (random.NextSingle() - 0.5f, random.NextSingle() - 0.5f);
        var before = a.Zip(b, static (x, y) => x * y).Sum();
        var length = a.Sum(static x => x * x);
        fixed (float* x = a, y = b)
        {
            rotation.Apply(x);
            rotation.Apply(y);
        }

        Assert.Equal(length, a.Sum(static x => x * x), 1e-3f);
        Assert.Equal(before, a.Zip(b, static (x, y) => x * y).Sum(), 1e-3f);
        // One coordinate's weight is spread over all: no coordinate holds much more than its share.
        Assert.True(a.Max(MathF.Abs) < 6 * MathF.Sqrt(length / rotation.Padded));
    }

    [Theory]
    [InlineData(1, 0.12)]
    [InlineData(2, 0.07)]
    [InlineData(3, 0.04)]
    [InlineData(4, 0.02)]
    [InlineData(8, 0.006)]
    public void Estimates_OverManyRotations_AreUnbiasedAndNarrow(int bits, double deviation)
    {
        // RaBitQ's claim: over the random rotation the estimate's mean is the inner product.
        const int Dimensions = 128;
        var random = new Random(bits);
        var (vector, query) = (Unit(random, Dimensions), Unit(random, Dimensions));
        for (var i = 0; i < Dimensions; i++)
            query[i] = 0.6f * vector[i] + 0.8f * query[i];
        var exact = -(double)vector.Zip(query, static (a, b) => a * b).Sum();
        var errors = Enumerable.Range(0, 400).Select(seed => Estimate(bits, vector, query, (ulong)seed + 1) - exact).ToArray();
        var spread = Math.Sqrt(errors.Average(static e => e * e));
        Assert.InRange(spread, 0, deviation);
        Assert.InRange(errors.Average(), -4 * spread / Math.Sqrt(errors.Length) - 1e-4, 4 * spread / Math.Sqrt(errors.Length) + 1e-4);
    }

    private static float[] Unit(Random random, int dimensions)
    {
        var vector = Enumerable.Range(0, dimensions).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var length = MathF.Sqrt(vector.Sum(static v => v * v));
        return Array.ConvertAll(vector, v => v / length);
    }

    private static double Estimate(int bits, float[] vector, float[] query, ulong seed) => bits switch
    {
        1 => Estimate<Bits1>(bits, vector, query, seed),
        2 => Estimate<Bits2>(bits, vector, query, seed),
        3 => Estimate<Bits3>(bits, vector, query, seed),
        4 => Estimate<Bits4>(bits, vector, query, seed),
        _ => Estimate<Bits8>(bits, vector, query, seed),
    };

    private static double Estimate<TBits>(int bits, float[] vector, float[] query, ulong seed)
        where TBits : struct, ICodeBits
    {
        using var table = new CodeTable(vector.Length, bits, innerProduct: true, new float[vector.Length], seed);
        table.Arena.Reserve(1);
        using var encoder = new Encoder<TBits>(table);
        using var buffer = new QueryBuffer(vector.Length);
        fixed (float* v = vector, q = query)
        {
            encoder.Encode(v, 0);
            return new CodeSpace<TBits>(table).Prepare(q, buffer).Score(0);
        }
    }

    private static void Check<TBits>()
        where TBits : struct, ICodeBits
    {
        var random = new Random(TBits.Bits);
        const int Blocks = 3;
        var (values, query) = (new byte[Blocks * 64], new sbyte[Blocks * 64]);
        for (var i = 0; i < values.Length; i++)
            (values[i], query[i]) = ((byte)random.Next(1 << TBits.Bits), (sbyte)random.Next(-127, 128));
        values.AsSpan(0, 64).Fill((byte)((1 << TBits.Bits) - 1));
        query.AsSpan(0, 64).Fill(127);
        var packed = stackalloc byte[Blocks * 8 * TBits.Bits];
        var back = stackalloc byte[64];
        fixed (byte* v = values)
        fixed (sbyte* q = query)
        {
            for (var block = 0; block < Blocks; block++)
            {
                TBits.Pack(v + block * 64, packed + block * 8 * TBits.Bits);
                TBits.Unpack(packed + block * 8 * TBits.Bits, back);
                Assert.Equal(values[(block * 64)..((block + 1) * 64)], new Span<byte>(back, 64).ToArray());
            }

            Assert.Equal(values.Zip(query, static (a, b) => a * b).Sum(), TBits.Dot(packed, q, Blocks));
        }
    }
}
