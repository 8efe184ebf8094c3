using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Onebox.Models;

/// <summary>Dropout whose mask follows from a seed and the place alone, so that the backward pass finds it again without keeping it.</summary>
internal static unsafe class DropoutKernel
{
    /// <param name="target">May be <paramref name="source"/>.</param>
    public static void Run<E>(void* source, void* target, int rows, int width, float share, ulong seed)
        where E : struct, IElements =>
        Rows.Share(rows, width, (from, to, _) =>
        {
            var limit = (uint)(share * 4_294_967_296.0);
            var keep = 1 / (1 - share);
            for (nint row = from; row < to; row++)
            {
                var salt = (uint)RandomWeights.Mix(seed + (0x9E3779B97F4A7C15UL * (ulong)(row + 1)));
                var at = row * width;
                var places = Vector512<uint>.Indices;
                nint i = 0;
                for (; i <= width - 16; i += 16, places += Vector512.Create(16u))
                {
                    var kept = Vector512.GreaterThanOrEqual(Chance(places, salt), Vector512.Create(limit)).AsSingle();
                    E.Store(target, at + i, E.Load(source, at + i) * keep & kept);
                }
                var rest = Chance(places, salt);
                for (var j = 0; i + j < width; j++) E.Set(target, at + i + j, rest[j] >= limit ? E.Get(source, at + i + j) * keep : 0);
            }
        });

    /// <summary>32 bits a place: a multiplication, and the finalizer of MurmurHash3 (Appleby).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Chance(Vector512<uint> places, uint salt)
    {
        var h = (places * Vector512.Create(0x9E3779B1u)) ^ Vector512.Create(salt);
        h = (h ^ Vector512.ShiftRightLogical(h, 16)) * Vector512.Create(0x85EBCA6Bu);
        h = (h ^ Vector512.ShiftRightLogical(h, 13)) * Vector512.Create(0xC2B2AE35u);
        return h ^ Vector512.ShiftRightLogical(h, 16);
    }
}
