using System.Globalization;
using System.Text.RegularExpressions;

namespace Onebox.Evaluation.Scoring;

/// <summary>Compares the last number of an answer with the last number of a reference.</summary>
internal static partial class NumericMatch
{
    /// <param name="tolerance">The relative difference that still counts as equal.</param>
    /// <returns>1 when both have a number and they agree with any reference, else 0.</returns>
    public static double Score(string answer, IReadOnlyList<string> references, double tolerance = 1e-6)
    {
        if (LastNumber(answer) is not { } mine) return 0;
        foreach (var reference in references)
        {
            if (LastNumber(reference) is { } theirs && Math.Abs(mine - theirs) <= tolerance * Math.Max(1, Math.Abs(theirs))) return 1;
        }

        return 0;
    }

    /// <summary>The last number in the text; commas between thousands, a currency sign before and a percent sign after it are passed over.</summary>
    public static double? LastNumber(string text)
    {
        var matches = Number().Matches(text);
        return matches.Count > 0 && double.TryParse(matches[^1].Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    // A minus after a digit or letter is a dash: "3-5" ends with 5.
    [GeneratedRegex(@"(?<![\p{L}\d])-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d+)?|(?<=-)\d+(?:\.\d+)?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
