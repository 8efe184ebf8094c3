using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Onebox.Vectors.Codes;

/// <summary>Four bits a dimension: byte j of a block holds dimension j low and dimension j + 32 high.</summary>
internal readonly unsafe struct Bits4 : ICodeBits
{
    public static int Bits => 4;

    public static void Pack(byte* values, byte* packed)
    {
        for (var j = 0; j < 32; j++)
            packed[j] = (byte)(values[j] | (values[j + 32] << 4));
    }

    public static void Unpack(byte* packed, byte* values)
    {
        for (var j = 0; j < 32; j++)
        {
            values[j] = (byte)(packed[j] & 15);
            values[j + 32] = (byte)(packed[j] >> 4);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(byte* packed, sbyte* query, int blocks)
    {
        if (!WideningDot.IsSupported)
            return Plain(packed, query, blocks);
        Vector256<int> s0 = default, s1 = default;
        var mask = Vector256.Create((byte)15);
        for (var end = packed + blocks * 32; packed < end; packed += 32, query += 64)
        {
            var both = Vector256.Load(packed);
            s0 = WideningDot.AddSmall(s0, both & mask, Vector256.Load(query));
            s1 = WideningDot.AddSmall(s1, (both.AsUInt16() >> 4).AsByte() & mask, Vector256.Load(query + 32));
        }

        return Vector256.Sum(s0 + s1);
    }

    private static int Plain(byte* packed, sbyte* query, int blocks)
    {
        var sum = 0;
        for (var block = 0; block < blocks; block++, packed += 32, query += 64)
            for (var j = 0; j < 32; j++)
                sum += (packed[j] & 15) * query[j] + (packed[j] >> 4) * query[j + 32];
        return sum;
    }
}
