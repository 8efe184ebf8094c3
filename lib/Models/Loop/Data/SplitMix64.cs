using System.Runtime.CompilerServices;

namespace Onebox.Models.Loop;

/// <summary>Steele, Lea and Flood 2014: a small generator whose numbers will never change with a version of .NET, because checkpoints rely on them.</summary>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    /// <summary>A number below <paramref name="limit"/>; the bias of the multiplication is below limit / 2⁶⁴.</summary>
    public long Below(long limit) => (long)Math.BigMul(Next(), (ulong)limit, out _);

    public static SplitMix64 From(long seed, long stream, long part) => new(Mix(Mix(Mix((ulong)seed) + (ulong)stream) + (ulong)part));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public void Shuffle<T>(Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = (int)Below(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
