using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Onebox.Vectors.Memory;

internal static unsafe class Prefetch
{
    public const int LineBytes = 64;

    /// <summary>Asks for every cache line of a row, so that reads of several neighbours wait for memory together and not one after another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lines(byte* row, int bytes)
    {
        if (!Sse.IsSupported)
            return;
        var line = (byte*)((nuint)row & ~(nuint)(LineBytes - 1));
        for (var end = row + bytes; line < end; line += LineBytes)
            Sse.Prefetch0(line);
    }
}
