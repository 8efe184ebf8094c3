using System.Runtime.CompilerServices;

namespace Onebox.Vectors.Graph;

/// <summary>A distance and a slot in one word that sorts by distance: queues move and compare single integers. The lowest bit is free for a mark.</summary>
internal static class Ranked
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pack(float distance, int slot)
    {
        var bits = BitConverter.SingleToInt32Bits(distance);
        var ordered = (uint)(bits ^ ((bits >> 31) | int.MinValue));
        return ((ulong)ordered << 32) | ((uint)slot << 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Slot(ulong ranked) => (int)((uint)ranked >> 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Distance(ulong ranked)
    {
        var ordered = (int)(ranked >> 32);
        return BitConverter.Int32BitsToSingle(ordered ^ ((~ordered >> 31) | int.MinValue));
    }
}
