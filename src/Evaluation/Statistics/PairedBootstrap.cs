using System.Runtime.InteropServices;

namespace Onebox.Evaluation.Statistics;

/// <summary>
/// The paired bootstrap (Efron 1979; for comparing systems Koehn 2004): items are drawn again with replacement, both models' scores of an item together, and
/// the difference of the means is taken each time. The same seed gives the same figures.
/// </summary>
/// <param name="Difference">Second minus first.</param>
/// <param name="Low">Of the 95 % percentile interval.</param>
/// <param name="PValue">Two-sided: twice the smaller share of draws on one side of no difference.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PairedBootstrap(double Difference, double StandardError, double Low, double High, double PValue)
{
    public const int Draws = 10_000;

    /// <param name="differences">For each item the second model's score minus the first's.</param>
    public static PairedBootstrap Of(IReadOnlyList<double> differences, ulong seed, int draws = Draws)
    {
        if (differences.Count == 0) return new PairedBootstrap(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        var values = differences.ToArray();
        var random = new SplitMix(seed);
        var means = new double[draws];
        for (var draw = 0; draw < draws; draw++)
        {
            double sum = 0;
            for (var i = 0; i < values.Length; i++) sum += values[random.Below(values.Length)];
            means[draw] = sum / values.Length;
        }

        Array.Sort(means);
        var mean = values.Average();
        var average = means.Average();
        var error = Math.Sqrt(means.Sum(m => (m - average) * (m - average)) / (draws - 1));
        var notAbove = (double)means.Count(m => m <= 0) / draws;
        var notBelow = (double)means.Count(m => m >= 0) / draws;
        // A p-value of nought would claim more than so many draws can show, and one below 2¹⁻ᵐ more than m items that differ can: a coin's throws could all fall alike.
        var least = Math.Max(2.0 / draws, Math.Pow(2, 1 - values.Count(v => v != 0)));
        var p = Math.Min(1, Math.Max(2 * Math.Min(notAbove, notBelow), least));
        return new PairedBootstrap(mean, error, At(means, 0.025), At(means, 0.975), p);
    }

    private static double At(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        return below + 1 < sorted.Length ? sorted[below] + ((position - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed on every machine and release.</summary>
internal sealed class SplitMix(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var z = _state = unchecked(_state + 0x9E3779B97F4A7C15);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to below <paramref name="limit"/> (Lemire's multiply-shift; its bias of at most limit/2⁶⁴ cannot be seen).</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);
}
