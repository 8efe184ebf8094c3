namespace Onebox.Evaluation.Scoring;

/// <summary>SQuAD's exact match and F1 over words, the best over the references (Rajpurkar et al. 2016). A question without an answer has the empty text as its only reference.</summary>
internal static class SquadScore
{
    public static double Exact(string answer, IReadOnlyList<string> references) =>
        Best(references, reference => AnswerText.Squad(answer) == AnswerText.Squad(reference) ? 1 : 0);

    public static double F1(string answer, IReadOnlyList<string> references) => Best(references, reference => F1(answer, reference));

    private static double Best(IReadOnlyList<string> references, Func<string, double> score) => references.Count == 0 ? score("") : references.Max(score);

    private static double F1(string answer, string reference)
    {
        var mine = Words(answer);
        var theirs = Words(reference);
        // Without words on one side the two agree or they do not.
        if (mine.Length == 0 || theirs.Length == 0) return mine.Length == theirs.Length ? 1 : 0;
        var left = theirs.GroupBy(w => w, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var common = 0;
        foreach (var word in mine)
        {
            if (!left.TryGetValue(word, out var count) || count == 0) continue;
            left[word] = count - 1;
            common++;
        }

        if (common == 0) return 0;
        var precision = (double)common / mine.Length;
        var recall = (double)common / theirs.Length;
        return 2 * precision * recall / (precision + recall);
    }

    private static string[] Words(string text) => AnswerText.Squad(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
