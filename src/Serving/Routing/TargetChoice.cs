namespace Onebox.Serving.Routing;

/// <summary>
/// Chooses among weighted targets. Requests without a sticky hash are spread by the golden-ratio (Weyl) sequence, whose shares stay within
/// a few requests of the weights in every stretch of traffic, not only on average; a sticky request always lands on the same target.
/// </summary>
internal static class TargetChoice
{
    // 2^64 divided by the golden ratio.
    private const ulong GoldenStep = 0x9E3779B97F4A7C15;

    /// <param name="weights">At least one above 0.</param>
    /// <param name="number">Counts the requests of this route up.</param>
    /// <returns>The index of a weight above 0.</returns>
    public static int Choose(ReadOnlySpan<int> weights, ulong number, ulong? sticky = null)
    {
        ulong total = 0;
        foreach (var weight in weights) total += (ulong)weight;
        if (total == 0) throw new ArgumentException("All weights are 0.", nameof(weights));
        var point = Math.BigMul(sticky is { } hash ? Mix(hash) : unchecked(number * GoldenStep), total, out _);
        for (var i = 0; i < weights.Length; i++)
        {
            if (point < (ulong)weights[i]) return i;
            point -= (ulong)weights[i];
        }

        throw new InvalidOperationException("The weights changed while one was chosen.");
    }

    // The finalizer of SplitMix64 (Steele, Lea, Flood 2014): a weak hash would favour the first target.
    private static ulong Mix(ulong x)
    {
        x = unchecked((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9);
        x = unchecked((x ^ (x >> 27)) * 0x94D049BB133111EB);
        return x ^ (x >> 31);
    }
}
