namespace Onebox.Models;

/// <summary>Dropout whose mask follows from a seed and the place alone, so that the backward pass finds it again without keeping it.</summary>
internal static unsafe class DropoutKernel
{
    /// <param name="target">May be <paramref name="source"/>.</param>
    public static void Run<E>(void* source, void* target, int rows, int width, float share, ulong seed)
        where E : struct, IElements =>
        Rows.Share(rows, width, (from, to, _) =>
        {
            var limit = (uint)(share * 65_536);
            var keep = 1 / (1 - (limit / 65_536f));
            for (nint row = from; row < to; row++)
            {
                var state = RandomWeights.Mix(seed + (0x9E3779B97F4A7C15UL * (ulong)(row + 1)));
                var bits = 0UL;
                for (nint i = 0; i < width; i++)
                {
                    if (i % 4 == 0) bits = RandomWeights.Mix(state += 0x9E3779B97F4A7C15UL);
                    var at = (row * width) + i;
                    E.Set(target, at, (bits & 0xFFFF) < limit ? 0 : E.Get(source, at) * keep);
                    bits >>= 16;
                }
            }
        });
}
