using System.Runtime.InteropServices;

namespace Onebox.Evaluation.Statistics;

/// <summary>A mean with how sure it is.</summary>
/// <param name="Low">Of the 95 % confidence interval.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Estimate(double Mean, double StandardError, double Low, double High, int Count)
{
    private const double Normal95 = 1.959963984540054;

    /// <summary>
    /// The mean of scores. Its standard error is the sample's deviation (n-1) over √n, as lm-evaluation-harness reports. The interval is Wilson's (1927) where all
    /// scores are 0 or 1, because the normal one fails near 0, near 1 and for few items; else normal.
    /// </summary>
    public static Estimate Of(IReadOnlyList<double> scores)
    {
        if (scores.Count == 0) return new Estimate(double.NaN, double.NaN, double.NaN, double.NaN, 0);
        var mean = scores.Average();
        if (scores.Count == 1) return new Estimate(mean, double.NaN, double.NaN, double.NaN, 1);
        var error = Math.Sqrt(scores.Sum(s => (s - mean) * (s - mean)) / (scores.Count - 1) / scores.Count);
        var (low, high) = scores.All(s => s is 0 or 1) ? Wilson(mean, scores.Count) : (mean - (Normal95 * error), mean + (Normal95 * error));
        return new Estimate(mean, error, low, high, scores.Count);
    }

    private static (double Low, double High) Wilson(double share, int count)
    {
        const double z2 = Normal95 * Normal95;
        var centre = (share + (z2 / (2 * count))) / (1 + (z2 / count));
        var half = Normal95 / (1 + (z2 / count)) * Math.Sqrt((share * (1 - share) / count) + (z2 / (4.0 * count * count)));
        return (Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
