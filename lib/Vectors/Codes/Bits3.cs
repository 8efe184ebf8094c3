using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Onebox.Vectors.Codes;

/// <summary>Three bits a dimension: a block is its two low bits packed as <see cref="Bits2"/>, then its high bit packed as <see cref="Bits1"/>.</summary>
internal readonly unsafe struct Bits3 : ICodeBits
{
    public static int Bits => 3;

    public static void Pack(byte* values, byte* packed)
    {
        var part = stackalloc byte[64];
        for (var i = 0; i < 64; i++)
            part[i] = (byte)(values[i] & 3);
        Bits2.Pack(part, packed);
        for (var i = 0; i < 64; i++)
            part[i] = (byte)(values[i] >> 2);
        Bits1.Pack(part, packed + 16);
    }

    public static void Unpack(byte* packed, byte* values)
    {
        var high = stackalloc byte[64];
        Bits2.Unpack(packed, values);
        Bits1.Unpack(packed + 16, high);
        for (var i = 0; i < 64; i++)
            values[i] |= (byte)(high[i] << 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(byte* packed, sbyte* query, int blocks)
    {
        if (!WideningDot.IsSupported)
            return Plain(packed, query, blocks);
        Vector256<int> s0 = default, s1 = default, h0 = default, h1 = default;
        for (var end = packed + blocks * 24; packed < end; packed += 24, query += 64)
        {
            Bits2.Add(packed, query, ref s0, ref s1);
            Bits1.Add(packed + 16, query, ref h0, ref h1);
        }

        return Vector256.Sum(s0 + s1 + ((h0 + h1) << 2));
    }

    private static int Plain(byte* packed, sbyte* query, int blocks)
    {
        var sum = 0;
        for (var block = 0; block < blocks; block++, packed += 24, query += 64)
            sum += Bits2.Plain(packed, query, 1) + 4 * Bits1.Plain(packed + 16, query, 1);
        return sum;
    }
}
