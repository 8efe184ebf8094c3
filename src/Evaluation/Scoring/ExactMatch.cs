using System.Globalization;
using System.Text.RegularExpressions;

namespace Onebox.Evaluation.Scoring;

/// <summary>lm-evaluation-harness's <c>exact_match</c> with its options, in its order: patterns removed, then case, then punctuation.</summary>
internal sealed record ExactMatch(bool IgnoreCase = false, bool IgnorePunctuation = false, IReadOnlyList<Regex>? Ignore = null)
{
    /// <returns>1 when the answer equals any of the references, else 0.</returns>
    public double Score(string answer, IReadOnlyList<string> references)
    {
        var mine = Normal(answer);
        foreach (var reference in references)
        {
            if (string.Equals(mine, Normal(reference), StringComparison.Ordinal)) return 1;
        }

        return 0;
    }

    private string Normal(string text)
    {
        foreach (var pattern in Ignore ?? []) text = pattern.Replace(text, "");
        if (IgnoreCase) text = text.ToLower(CultureInfo.InvariantCulture);
        return IgnorePunctuation ? AnswerText.WithoutPunctuation(text) : text;
    }
}
