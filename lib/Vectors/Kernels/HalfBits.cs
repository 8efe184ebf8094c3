using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Onebox.Vectors.Kernels;

/// <summary>Half to single without the F16C instructions, which .NET does not expose: move exponent and mantissa into place and let one
/// multiplication by 2^112 correct the exponent's bias, subnormal numbers included. Infinities never reach an index.</summary>
internal static unsafe class HalfBits
{
    private const uint Rebias = 0x77800000; // 2^112 as a single

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Widen512(ushort* row)
    {
        var narrow = Vector256.Load(row);
        var bits = Avx512F.IsSupported
            ? Avx512F.ConvertToVector512UInt32(narrow)
            : Vector512.Create(Vector256.WidenLower(narrow), Vector256.WidenUpper(narrow));
        var magnitude = ((bits & Vector512.Create(0x7FFFu)) << 13).AsSingle() * Vector512.Create(Rebias).AsSingle();
        return (magnitude.AsUInt32() | ((bits & Vector512.Create(0x8000u)) << 16)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Widen256(ushort* row)
    {
        var narrow = Vector128.Load(row);
        var bits = Vector256.Create(Vector128.WidenLower(narrow), Vector128.WidenUpper(narrow));
        var magnitude = ((bits & Vector256.Create(0x7FFFu)) << 13).AsSingle() * Vector256.Create(Rebias).AsSingle();
        return (magnitude.AsUInt32() | ((bits & Vector256.Create(0x8000u)) << 16)).AsSingle();
    }
}
