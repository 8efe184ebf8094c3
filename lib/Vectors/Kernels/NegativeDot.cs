using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Onebox.Vectors.Kernels;

/// <summary>Inner product with its sign turned, so that smaller is nearer. Four running sums hide the latency of the multiply-add.</summary>
internal readonly unsafe struct NegativeDot : IDistance
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Single(float* row, float* query, int length)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
            var i = 0;
            for (; i <= length - 64; i += 64)
            {
                s0 = Vector512.FusedMultiplyAdd(Vector512.Load(row + i), Vector512.Load(query + i), s0);
                s1 = Vector512.FusedMultiplyAdd(Vector512.Load(row + i + 16), Vector512.Load(query + i + 16), s1);
                s2 = Vector512.FusedMultiplyAdd(Vector512.Load(row + i + 32), Vector512.Load(query + i + 32), s2);
                s3 = Vector512.FusedMultiplyAdd(Vector512.Load(row + i + 48), Vector512.Load(query + i + 48), s3);
            }

            for (; i < length; i += 16)
            {
                s0 = Vector512.FusedMultiplyAdd(Vector512.Load(row + i), Vector512.Load(query + i), s0);
            }

            return -Vector512.Sum(s0 + s1 + (s2 + s3));
        }

        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> s0 = default, s1 = default;
            for (var i = 0; i < length; i += 16)
            {
                s0 = Vector256.FusedMultiplyAdd(Vector256.Load(row + i), Vector256.Load(query + i), s0);
                s1 = Vector256.FusedMultiplyAdd(Vector256.Load(row + i + 8), Vector256.Load(query + i + 8), s1);
            }

            return -Vector256.Sum(s0 + s1);
        }

        return Plain.NegativeDot(row, query, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Half(ushort* row, float* query, int length)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<float> s0 = default, s1 = default;
            var i = 0;
            for (; i <= length - 32; i += 32)
            {
                s0 = Vector512.FusedMultiplyAdd(HalfBits.Widen512(row + i), Vector512.Load(query + i), s0);
                s1 = Vector512.FusedMultiplyAdd(HalfBits.Widen512(row + i + 16), Vector512.Load(query + i + 16), s1);
            }

            for (; i < length; i += 16)
            {
                s0 = Vector512.FusedMultiplyAdd(HalfBits.Widen512(row + i), Vector512.Load(query + i), s0);
            }

            return -Vector512.Sum(s0 + s1);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> s = default;
            for (var i = 0; i < length; i += 8)
            {
                s = Vector256.FusedMultiplyAdd(HalfBits.Widen256(row + i), Vector256.Load(query + i), s);
            }

            return -Vector256.Sum(s);
        }

        return Plain.NegativeDot(row, query, length);
    }
}
