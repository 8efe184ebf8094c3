using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Onebox.Vectors.Codes;

/// <summary>How a code of a given number of bits a dimension is packed, and its integer product with a query. Packing goes by blocks of 64
/// dimensions; the order inside a block is chosen so that unpacking is a mask or a shift and the query stays in its natural order.</summary>
internal unsafe interface ICodeBits
{
    static abstract int Bits { get; }

    /// <summary>Packs 64 values (each below 2^Bits) into 8·Bits bytes.</summary>
    static abstract void Pack(byte* values, byte* packed);

    static abstract void Unpack(byte* packed, byte* values);

    /// <returns>Σ code·query over <paramref name="blocks"/>·64 dimensions, exact.</returns>
    static abstract int Dot(byte* packed, sbyte* query, int blocks);
}

/// <summary>Products of unsigned codes with signed queries, four to a 32-bit lane: AVX-VNNI, else AVX2.</summary>
internal static class WideningDot
{
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>For codes below 128, where two products always fit 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddSmall(Vector256<int> sum, Vector256<byte> code, Vector256<sbyte> query)
    {
        if (AvxVnni.IsSupported)
            return AvxVnni.MultiplyWideningAndAdd(sum, code, query);
        return Avx2.Add(sum, Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(code, query), Vector256.Create((short)1)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddByte(Vector256<int> sum, Vector256<byte> code, Vector256<sbyte> query)
    {
        if (AvxVnni.IsSupported)
            return AvxVnni.MultiplyWideningAndAdd(sum, code, query);
        // 255·127·2 does not fit 16 bits: widen first.
        var low = Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(code.GetLower()), Avx2.ConvertToVector256Int16(query.GetLower()));
        var high = Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(code.GetUpper()), Avx2.ConvertToVector256Int16(query.GetUpper()));
        return Avx2.Add(sum, Avx2.Add(low, high));
    }
}
