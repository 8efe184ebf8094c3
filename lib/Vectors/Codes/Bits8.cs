using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Onebox.Vectors.Codes;

/// <summary>Eight bits a dimension, in order.</summary>
internal readonly unsafe struct Bits8 : ICodeBits
{
    public static int Bits => 8;

    public static void Pack(byte* values, byte* packed) => Buffer.MemoryCopy(values, packed, 64, 64);

    public static void Unpack(byte* packed, byte* values) => Buffer.MemoryCopy(packed, values, 64, 64);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(byte* packed, sbyte* query, int blocks)
    {
        if (!WideningDot.IsSupported)
            return Plain(packed, query, blocks);
        Vector256<int> s0 = default, s1 = default;
        for (var end = packed + blocks * 64; packed < end; packed += 64, query += 64)
        {
            s0 = WideningDot.AddByte(s0, Vector256.Load(packed), Vector256.Load(query));
            s1 = WideningDot.AddByte(s1, Vector256.Load(packed + 32), Vector256.Load(query + 32));
        }

        return Vector256.Sum(s0 + s1);
    }

    private static int Plain(byte* packed, sbyte* query, int blocks)
    {
        var sum = 0;
        for (var i = 0; i < blocks * 64; i++)
            sum += packed[i] * query[i];
        return sum;
    }
}
