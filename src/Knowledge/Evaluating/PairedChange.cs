using Onebox.Api.Knowledge;

namespace Onebox.Knowledge.Evaluating;

/// <summary>Whether the same questions go better under another setting, or only seem to: the mean of their differences and its 95 % interval by Student's t.</summary>
internal static class PairedChange
{
    /// <summary>Fewer differences do not tell how far they scatter.</summary>
    private const int Least = 5;

    /// <summary>The standard normal quantile of 97.5 %.</summary>
    private const double Normal = 1.959964;

    /// <returns>Null for too few.</returns>
    public static SettingChange? Of(string measure, IReadOnlyList<double> differences)
    {
        if (differences.Count < Least) return null;
        var mean = differences.Average();
        var variance = differences.Sum(d => (d - mean) * (d - mean)) / (differences.Count - 1);
        var margin = Quantile(differences.Count - 1) * Math.Sqrt(variance / differences.Count);
        return new SettingChange(measure, mean, Math.Max(-1, mean - margin), Math.Min(1, mean + margin), differences.Count);
    }

    /// <summary>97.5 % of Student's t by its expansion around the normal one (Abramowitz and Stegun 26.7.5), off by less than 0.01 from four degrees of freedom on.</summary>
    internal static double Quantile(int degrees)
    {
        var (x, n) = (Normal, (double)degrees);
        return x
            + (Math.Pow(x, 3) + x) / (4 * n)
            + (5 * Math.Pow(x, 5) + 16 * Math.Pow(x, 3) + 3 * x) / (96 * n * n)
            + (3 * Math.Pow(x, 7) + 19 * Math.Pow(x, 5) + 17 * Math.Pow(x, 3) - 15 * x) / (384 * n * n * n);
    }
}
