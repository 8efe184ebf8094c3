using System.Text.RegularExpressions;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Evaluating;

/// <summary>A question that a model wrote from a text, with its answer in the text's own words. What is no use as a test is told, and left out.</summary>
internal sealed partial record WrittenQuestion(string Question, string Answer)
{
    private const int ShortestQuestion = 12;
    private const int LongestQuestion = 300;
    private const int LongestAnswer = 120;

    /// <summary>Questions that share this part of their words ask the same.</summary>
    private const double SameFrom = 0.8;

    public static string Prompt(string text) =>
        $"Write one question that this passage answers, and the answer in the passage's own words, as short as possible. The question must make sense to somebody who does not see the passage. Say it like this:\nQuestion: …\nAnswer: …\n\nPassage:\n{text}";

    /// <returns>Null when it is not said as it was asked for.</returns>
    public static WrittenQuestion? Read(string said)
    {
        var match = Shape().Match(said);
        if (!match.Success) return null;
        return new WrittenQuestion(match.Groups["question"].Value.Trim(), match.Groups["answer"].Value.Trim().Trim('"', '“', '”').TrimEnd('.').Trim());
    }

    /// <summary>Why it is no good question about the text; null for a good one.</summary>
    /// <param name="others">Questions that are there already.</param>
    public string? Fault(string text, IEnumerable<string> others)
    {
        if (Question.Length is < ShortestQuestion or > LongestQuestion || Question.Contains('\n', StringComparison.Ordinal)) return "it is too short or too long";
        if (Answer.Length is 0 or > LongestAnswer) return "its answer is empty or long";
        if (!Spaces().Replace(text, " ").Contains(Spaces().Replace(Answer, " "), StringComparison.OrdinalIgnoreCase)) return "its answer does not stand in the text";
        if (Pointing().IsMatch(Question)) return "it speaks of the passage, which nobody sees";
        var (asked, answer, there) = (Stems(Question), Stems(Answer), Stems(text));
        if (asked.Count < 2) return "it says too little";
        if (answer.Count > 0 && answer.IsSubsetOf(asked)) return "it tells its own answer";
        if (asked.Count(there.Contains) * 3 < asked.Count) return "it has nothing to do with the text";
        return others.Any(other => Overlap(asked, Stems(other)) >= SameFrom) ? "it is there already" : null;
    }

    private static HashSet<string> Stems(string text) => TextAnalyzer.Telling(text).ToHashSet(StringComparer.Ordinal);

    private static double Overlap(HashSet<string> a, HashSet<string> b) => a.Count == 0 || b.Count == 0 ? 0 : a.Count(b.Contains) / (double)Math.Max(a.Count, b.Count);

    [GeneratedRegex(@"(question|问题?)\s*[:：]\s*(?<question>.+?)\s*\n+\s*(answer|答案?)\s*[:：]\s*(?<answer>[^\n]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Shape();

    [GeneratedRegex(@"\b(the|this|that|above|given|following)\s+(passage|text|document|excerpt|paragraph|section|article|table|context|sentence)\b|\b(document|passage|section|chapter|figure|table|page)\s+\d|\[\d+\]|according to (it|him|her|them)\b|(本|该|此|这)(段|文|文档|文章|表|节)|上文|文档\s*\d", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pointing();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Spaces();
}
