using System.Text.RegularExpressions;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Evaluating;

/// <summary>F1 and exact match as SQuAD counts them (Rajpurkar et al. 2016): case, punctuation and articles aside; unspaced scripts by character.</summary>
internal static partial class AnswerMeasures
{
    public static double F1(string answer, IReadOnlyList<string> right) => right.Count == 0 ? 0 : right.Max(r => F1(Words(answer), Words(r)));

    public static bool Exact(string answer, IReadOnlyList<string> right) => right.Any(r => Words(answer).SequenceEqual(Words(r), StringComparer.Ordinal));

    private static double F1(List<string> answer, List<string> right)
    {
        if (answer.Count == 0 || right.Count == 0) return answer.Count == right.Count ? 1 : 0;
        var left = right.CountBy(w => w, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var common = answer.Count(w => left.TryGetValue(w, out var count) && count > 0 && (left[w] = count - 1) >= 0);
        return common == 0 ? 0 : 2.0 * common / (answer.Count + right.Count);
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        foreach (var word in Word().Matches(Citations().Replace(text, " ").ToLowerInvariant()).Select(m => m.Value))
        {
            if (word is "a" or "an" or "the") continue;
            if (word.Any(TextAnalyzer.IsUnspaced)) words.AddRange(word.Select(c => c.ToString()));
            else words.Add(word);
        }

        return words;
    }

    [GeneratedRegex(@"[\p{L}\p{N}]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"\[\d+\]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Citations();
}
