using System.Globalization;

namespace Onebox.Evaluation.Scoring;

/// <summary>
/// ROUGE-L (Lin 2004): the F-measure (beta 1) of the longest common subsequence of words, the best over the references. Words are runs of letters and
/// digits in lower case without stemming, as in Google's rouge-score; a letter of a script without spaces (Chinese, Japanese, Thai) is a word of its own,
/// which rouge-score would drop.
/// </summary>
internal static class RougeL
{
    public static double Score(string answer, IReadOnlyList<string> references) => references.Count == 0 ? 0 : references.Max(reference => Score(Words(answer), Words(reference)));

    private static double Score(List<string> mine, List<string> theirs)
    {
        if (mine.Count == 0 || theirs.Count == 0) return 0;
        var length = Longest(mine, theirs);
        if (length == 0) return 0;
        var precision = (double)length / mine.Count;
        var recall = (double)length / theirs.Count;
        return 2 * precision * recall / (precision + recall);
    }

    private static int Longest(List<string> a, List<string> b)
    {
        var row = new int[b.Count + 1];
        foreach (var word in a)
        {
            var diagonal = 0;
            for (var j = 1; j <= b.Count; j++)
            {
                var above = row[j];
                row[j] = word == b[j - 1] ? diagonal + 1 : Math.Max(above, row[j - 1]);
                diagonal = above;
            }
        }

        return row[^1];
    }

    internal static List<string> Words(string text)
    {
        List<string> words = [];
        var lower = text.ToLower(CultureInfo.InvariantCulture);
        var start = -1;
        for (var i = 0; i <= lower.Length; i++)
        {
            var inWord = i < lower.Length && char.IsLetterOrDigit(lower[i]) && !Scripts.StandsAlone(lower[i]);
            if (inWord && start < 0) start = i;
            if (!inWord && start >= 0)
            {
                words.Add(lower[start..i]);
                start = -1;
            }

            if (i < lower.Length && Scripts.StandsAlone(lower[i])) words.Add(lower[i].ToString());
        }

        return words;
    }
}
