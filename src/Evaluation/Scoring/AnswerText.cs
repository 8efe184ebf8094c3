using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Onebox.Evaluation.Scoring;

/// <summary>How answers are brought into one form before they are compared.</summary>
internal static partial class AnswerText
{
    // Python's string.punctuation, which the published scripts remove.
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>
    /// SQuAD's normalisation, as in its evaluation script (Rajpurkar et al. 2016, evaluate-v1.1.py): lower case, no punctuation, no English
    /// articles, single spaces.
    /// </summary>
    public static string Squad(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var c in text.ToLower(CultureInfo.InvariantCulture))
        {
            if (!Punctuation.Contains(c)) kept.Append(c);
        }

        return Spaces(Articles().Replace(kept.ToString(), " "));
    }

    public static string Spaces(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public static string WithoutPunctuation(string text) => string.Concat(text.Where(c => !Punctuation.Contains(c)));

    [GeneratedRegex(@"\b(?:a|an|the)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Articles();
}
