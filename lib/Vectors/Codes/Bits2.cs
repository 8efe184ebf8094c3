using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Onebox.Vectors.Codes;

/// <summary>Two bits a dimension: byte j of a block holds dimensions j, j + 16, j + 32 and j + 48 from low to high.</summary>
internal readonly unsafe struct Bits2 : ICodeBits
{
    public static int Bits => 2;

    public static void Pack(byte* values, byte* packed)
    {
        for (var j = 0; j < 16; j++)
            packed[j] = (byte)(values[j] | (values[j + 16] << 2) | (values[j + 32] << 4) | (values[j + 48] << 6));
    }

    public static void Unpack(byte* packed, byte* values)
    {
        for (var i = 0; i < 64; i++)
            values[i] = (byte)((packed[i & 15] >> (i >> 4 << 1)) & 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(byte* packed, sbyte* query, int blocks)
    {
        if (!WideningDot.IsSupported)
            return Plain(packed, query, blocks);
        Vector256<int> s0 = default, s1 = default;
        for (var end = packed + blocks * 16; packed < end; packed += 16, query += 64)
            Add(packed, query, ref s0, ref s1);
        return Vector256.Sum(s0 + s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(byte* packed, sbyte* query, ref Vector256<int> s0, ref Vector256<int> s1)
    {
        var mask = Vector256.Create((byte)3);
        var four = Vector128.Load(packed).AsUInt16();
        s0 = WideningDot.AddSmall(s0, Vector256.Create(four, four >> 2).AsByte() & mask, Vector256.Load(query));
        s1 = WideningDot.AddSmall(s1, Vector256.Create(four >> 4, four >> 6).AsByte() & mask, Vector256.Load(query + 32));
    }

    public static int Plain(byte* packed, sbyte* query, int blocks)
    {
        var sum = 0;
        for (var i = 0; i < blocks * 64; i++)
            sum += ((packed[(i >> 6) * 16 + (i & 15)] >> ((i & 63) >> 4 << 1)) & 3) * query[i];
        return sum;
    }
}
