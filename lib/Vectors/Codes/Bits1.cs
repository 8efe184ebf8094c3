using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Onebox.Vectors.Codes;

/// <summary>One bit a dimension: bit i of a block's little-endian 64-bit word is dimension i.</summary>
internal readonly unsafe struct Bits1 : ICodeBits
{
    public static int Bits => 1;

    public static void Pack(byte* values, byte* packed)
    {
        var word = 0ul;
        for (var i = 0; i < 64; i++)
            word |= (ulong)(values[i] & 1) << i;
        Unsafe.WriteUnaligned(packed, word);
    }

    public static void Unpack(byte* packed, byte* values)
    {
        for (var i = 0; i < 64; i++)
            values[i] = (byte)((packed[i >> 3] >> (i & 7)) & 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(byte* packed, sbyte* query, int blocks)
    {
        if (!WideningDot.IsSupported)
            return Plain(packed, query, blocks);
        Vector256<int> s0 = default, s1 = default;
        for (var end = packed + blocks * 8; packed < end; packed += 8, query += 64)
            Add(packed, query, ref s0, ref s1);
        return Vector256.Sum(s0 + s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(byte* packed, sbyte* query, ref Vector256<int> s0, ref Vector256<int> s1)
    {
        s0 = WideningDot.AddSmall(s0, Spread(*(uint*)packed), Vector256.Load(query));
        s1 = WideningDot.AddSmall(s1, Spread(*(uint*)(packed + 4)), Vector256.Load(query + 32));
    }

    public static int Plain(byte* packed, sbyte* query, int blocks)
    {
        var sum = 0;
        for (var i = 0; i < blocks * 64; i++)
            sum += ((packed[i >> 3] >> (i & 7)) & 1) * query[i];
        return sum;
    }

    /// <summary>32 bits to 32 bytes of 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Spread(uint bits)
    {
        var spread = Avx2.Shuffle(
            Vector256.Create(bits).AsByte(),
            Vector256.Create((byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3));
        var bit = Vector256.Create(0x8040201008040201ul).AsByte();
        return Vector256.Equals(spread & bit, bit) & Vector256.Create((byte)1);
    }
}
