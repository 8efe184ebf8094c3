using Onebox.Evaluation.Asking;
using Onebox.Evaluation.Benchmarks;

namespace Onebox.Evaluation.Judging;

/// <summary>
/// Has a model say which of two answers is better, twice with the order swapped (Zheng et al. 2023, "Judging LLM-as-a-Judge", whose prompt's form this
/// follows): who wins both times wins; anything else is a tie, so that a judge that prefers the first place favours nobody.
/// </summary>
internal static class JudgePairs
{
    public const string Metric = "judged";

    private const int MaxTokens = 512;

    private const string System =
        "You compare two answers to a question. Judge by whether they are right, complete and to the point; neither their order nor their length matters. "
        + "Say in a few words why, then end with exactly one of [[A]] (answer A is better), [[B]] (answer B is better) or [[C]] (a tie).";

    public static async Task<JudgedPair> RunAsync(ModelAsker judge, Item item, string baseline, string candidate, CancellationToken cancellation)
    {
        if (string.Equals(baseline, candidate, StringComparison.Ordinal)) return new JudgedPair(JudgedOutcome.Same);
        try
        {
            var first = VerdictOf(await AskAnswer.ChatAsync(judge, System, Question(item, baseline, candidate), MaxTokens, cancellation));
            var swapped = VerdictOf(await AskAnswer.ChatAsync(judge, System, Question(item, candidate, baseline), MaxTokens, cancellation));
            return JudgedPair.Of(first, swapped);
        }
        catch (AskException error)
        {
            return new JudgedPair(JudgedOutcome.NotAsked, error.Message);
        }
    }

    /// <returns><c>A</c>, <c>B</c> or <c>C</c>, the last one named; null where the judge names none.</returns>
    internal static char? VerdictOf(string text)
    {
        for (var at = text.LastIndexOf("[[", StringComparison.Ordinal); at >= 0; at = at == 0 ? -1 : text.LastIndexOf("[[", at - 1, StringComparison.Ordinal))
        {
            if (at + 5 <= text.Length && text[at + 2] is 'A' or 'B' or 'C' && text[(at + 3)..(at + 5)] == "]]") return text[at + 2];
        }

        return null;
    }

    private static string Question(Item item, string a, string b)
    {
        var reference = item.References.Count > 0 && item.References[0].Length > 0 ? $"\n\n[A right answer]\n{item.References[0]}" : "";
        return $"[Question]\n{item.Question}{reference}\n\n[Answer A]\n{a}\n[End of answer A]\n\n[Answer B]\n{b}\n[End of answer B]";
    }
}
