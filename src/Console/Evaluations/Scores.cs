using System.Globalization;
using Onebox.Api.Evaluation;

namespace Onebox.Console.Evaluations;

/// <summary>Scores as people read them.</summary>
internal static class Scores
{
    /// <summary><c>0.642</c>.</summary>
    public static string Value(double value) => value.ToString("0.000", CultureInfo.CurrentCulture);

    /// <summary><c>± 0.012</c>, or nothing where there is no error.</summary>
    public static string Error(double? error) => error is { } known ? $"± {Value(known)}" : "";

    /// <summary><c>+0.042</c>.</summary>
    public static string Signed(double value) => value.ToString("+0.000;−0.000;0.000", CultureInfo.CurrentCulture);

    /// <summary><c>0.004</c>, and <c>&lt; 0.001</c> below that.</summary>
    public static string P(double p) => p < 0.001 ? $"< {Value(0.001)}" : Value(p);

    public static double PValue(TaskComparison comparison) => comparison.McNemar?.PValue ?? comparison.PValue;

    /// <summary>What a comparison says in a word: <c>better</c>, <c>worse</c> or <c>no clear difference</c>.</summary>
    public static string Verdict(TaskComparison comparison)
    {
        const double level = 0.05;
        var gain = comparison.LowerIsBetter ? -comparison.Difference : comparison.Difference;
        return PValue(comparison) > level ? "no clear difference" : gain > 0 ? "better" : "worse";
    }

    public static string Tone(TaskComparison comparison) => Verdict(comparison) switch
    {
        "better" => "good",
        "worse" => "bad",
        _ => "calm",
    };
}
