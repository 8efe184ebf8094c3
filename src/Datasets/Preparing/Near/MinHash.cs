using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Onebox.Datasets.Preparing.Near;

/// <summary>
/// Signatures whose share of equal values estimates the resemblance of two texts: the Jaccard index of their sets of overlapping phrases of
/// so many words. Value i is the least of h_i over the phrases, with h_i(x) = (a_i·x + b_i mod 2⁶⁴) » 32, a_i odd (multiply-shift,
/// Dietzfelbinger et al. 1997). The coefficients are fixed: the same text has the same signature always.
/// </summary>
internal sealed class MinHash
{
    private const int Count = NearDuplicatesStep.Permutations;

    private readonly ulong[] _multiply = new ulong[Count];
    private readonly ulong[] _add = new ulong[Count];
    private readonly ulong[] _least = new ulong[Count];
    private readonly int _words;

    public MinHash(int words)
    {
        _words = words;
        var state = 0x0B0E_D47A_5E75_0001UL;
        for (var i = 0; i < Count; i++) (_multiply[i], _add[i]) = (Next(ref state) | 1, Next(ref state));
    }

    /// <summary>Fills <paramref name="signature"/>, of <see cref="NearDuplicatesStep.Permutations"/> values.</summary>
    /// <returns>False when the text has no word.</returns>
    public bool Sign(string text, Span<uint> signature)
    {
        var lower = text.ToLowerInvariant();
        var words = Words.Of(lower);
        if (words.Count == 0) return false;
        Array.Fill(_least, ulong.MaxValue);
        var hashes = new ulong[words.Count];
        for (var i = 0; i < hashes.Length; i++) hashes[i] = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(lower.AsSpan(words[i])));
        var n = Math.Min(_words, hashes.Length);
        for (var i = 0; i + n <= hashes.Length; i++) Take(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(hashes.AsSpan(i, n))));
        for (var i = 0; i < Count; i++) signature[i] = (uint)_least[i];
        return true;
    }

    /// <summary>The estimated resemblance.</summary>
    public static double Resemblance(ReadOnlySpan<uint> one, ReadOnlySpan<uint> other)
    {
        var equal = 0;
        for (var i = 0; i < Count; i++)
        {
            if (one[i] == other[i]) equal++;
        }

        return (double)equal / Count;
    }

    private void Take(ulong phrase)
    {
        var x = new Vector<ulong>(phrase);
        for (var i = 0; i < Count; i += Vector<ulong>.Count)
        {
            var hash = Vector.ShiftRightLogical((new Vector<ulong>(_multiply, i) * x) + new Vector<ulong>(_add, i), 32);
            Vector.Min(hash, new Vector<ulong>(_least, i)).CopyTo(_least, i);
        }
    }

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014).</summary>
    private static ulong Next(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
