using System.Numerics;
using System.Runtime.CompilerServices;

namespace Onebox.Models.Loop;

/// <summary>How AdamW's moments lie in memory. Vectors come in pairs, for two of float32 are one of bfloat16.</summary>
internal unsafe interface IMoments
{
    static abstract void Load(void* moments, int at, out Vector<float> low, out Vector<float> high);

    /// <param name="chance">Another number for each step and moment: what rounding follows from.</param>
    /// <param name="place">The number of element 0 among all.</param>
    static abstract void Store(void* moments, int at, Vector<float> low, Vector<float> high, uint chance, uint place);

    static abstract float Get(void* moments, int at);

    static abstract void Set(void* moments, int at, float value, uint chance, uint place);
}

internal readonly unsafe struct SingleMoments : IMoments
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(void* moments, int at, out Vector<float> low, out Vector<float> high)
    {
        low = Vector.Load((float*)moments + at);
        high = Vector.Load((float*)moments + at + Vector<float>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(void* moments, int at, Vector<float> low, Vector<float> high, uint chance, uint place)
    {
        low.Store((float*)moments + at);
        high.Store((float*)moments + at + Vector<float>.Count);
    }

    public static float Get(void* moments, int at) => ((float*)moments)[at];

    public static void Set(void* moments, int at, float value, uint chance, uint place) => ((float*)moments)[at] = value;
}

/// <summary>
/// bfloat16 with stochastic rounding (Gupta et al. 2015, arXiv:1502.02551): up with the chance of what would be cut off, so that changes below half a step, which a slow mean consists of, are right on
/// average. Chance follows from seed, step and the element's number, so the same run gives the same bits.
/// </summary>
internal readonly unsafe struct BrainMoments : IMoments
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(void* moments, int at, out Vector<float> low, out Vector<float> high)
    {
        Vector.Widen(Vector.Load((ushort*)moments + at), out var first, out var second);
        low = Vector.AsVectorSingle(Vector.ShiftLeft(first, 16));
        high = Vector.AsVectorSingle(Vector.ShiftLeft(second, 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(void* moments, int at, Vector<float> low, Vector<float> high, uint chance, uint place)
    {
        var first = place + (uint)at;
        Vector.Narrow(Round(low, first, chance), Round(high, first + (uint)Vector<float>.Count, chance)).Store((ushort*)moments + at);
    }

    public static float Get(void* moments, int at) => BitConverter.UInt32BitsToSingle((uint)((ushort*)moments)[at] << 16);

    public static void Set(void* moments, int at, float value, uint chance, uint place) =>
        ((ushort*)moments)[at] = (ushort)((BitConverter.SingleToUInt32Bits(value) + (Noise(place + (uint)at, chance) & 0xFFFF)) >> 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Round(Vector<float> values, uint first, uint chance)
    {
        var noise = Vector.CreateSequence(first, 1u) ^ new Vector<uint>(chance);
        noise *= new Vector<uint>(0x7FEB352D);
        noise ^= Vector.ShiftRightLogical(noise, 15);
        noise *= new Vector<uint>(0x846CA68B);
        noise ^= Vector.ShiftRightLogical(noise, 16);
        return Vector.ShiftRightLogical(Vector.AsVectorUInt32(values) + (noise & new Vector<uint>(0xFFFF)), 16);
    }

    /// <summary>The last two rounds of Wellons' lowbias32 (2018): enough to be even in the lower half.</summary>
    private static uint Noise(uint number, uint chance)
    {
        var noise = (number ^ chance) * 0x7FEB352D;
        noise ^= noise >> 15;
        noise *= 0x846CA68B;
        return noise ^ (noise >> 16);
    }
}
