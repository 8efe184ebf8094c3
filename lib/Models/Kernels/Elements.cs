using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Onebox.Models;

/// <summary>How numbers lie in memory; kernels are compiled once for each and compute in float32.</summary>
internal unsafe interface IElements
{
    static abstract int Size { get; }

    static abstract Vector512<float> Load(void* source, nint index);

    static abstract void Store(void* target, nint index, Vector512<float> value);

    static abstract float Get(void* source, nint index);

    static abstract void Set(void* target, nint index, float value);
}

internal readonly unsafe struct Singles : IElements
{
    public static int Size => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(void* source, nint index) => Vector512.Load((float*)source + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(void* target, nint index, Vector512<float> value) => value.Store((float*)target + index);

    public static float Get(void* source, nint index) => ((float*)source)[index];

    public static void Set(void* target, nint index, float value) => ((float*)target)[index] = value;
}

/// <summary>bfloat16: the upper half of a float32, rounded to nearest, ties to even.</summary>
internal readonly unsafe struct Brains : IElements
{
    public static int Size => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(void* source, nint index)
    {
        var halves = Vector256.Load((ushort*)source + index);
        if (Avx512F.IsSupported) return Vector512.ShiftLeft(Avx512F.ConvertToVector512UInt32(halves), 16).AsSingle();
        var (lower, upper) = Vector256.Widen(halves);
        return Vector512.ShiftLeft(Vector512.Create(lower, upper), 16).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(void* target, nint index, Vector512<float> value)
    {
        var bits = value.AsUInt32();
        var odd = Vector512.ShiftRightLogical(bits, 16) & Vector512<uint>.One;
        var rounded = Vector512.ShiftRightLogical(bits + Vector512.Create(0x7FFFu) + odd, 16);
        if (Avx512F.IsSupported) Avx512F.ConvertToVector256UInt16(rounded).Store((ushort*)target + index);
        else Vector256.Narrow(rounded.GetLower(), rounded.GetUpper()).Store((ushort*)target + index);
    }

    public static float Get(void* source, nint index) => BitConverter.UInt32BitsToSingle((uint)((ushort*)source)[index] << 16);

    public static void Set(void* target, nint index, float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        ((ushort*)target)[index] = (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
