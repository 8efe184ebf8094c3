using Onebox.Api.Knowledge;
using Onebox.Console.Evaluations;
using Onebox.Console.Parts;

namespace Onebox.Console.Knowledge;

/// <summary>The same questions with and without what can be set: what was found, and what was answered.</summary>
internal static class ComparedRows
{
    private const string AnswersOf = "answers, ";

    /// <returns>Empty where nothing was left out.</returns>
    public static IReadOnlyList<ComparedGroup> Of(KnowledgeEvaluation evaluation)
    {
        var compared = evaluation.Compared ?? [];
        ComparedGroup[] groups =
        [
            new("Found", "nDCG@10", [$"recall@{evaluation.Top}", "MRR"],
                [.. compared.Where(c => c.Retrieval is not null).Select(c => Row(c, c.Retrieval!.NdcgAt10, c.Retrieval.RecallAtK, c.Retrieval.Mrr))]),
            new("Answered", "F1", ["in what was read", "citations hold"],
                [.. compared.Where(c => c.Answers is not null).Select(c => Row(c, c.Answers!.F1, c.Answers.InPassages, c.Answers.CitationPrecision))]),
        ];
        // One alone is held against nothing.
        return [.. groups.Where(g => g.Rows.Count > 1)];
    }

    private static ComparedRow Row(ComparedSetting compared, double? first, params IEnumerable<double?> others)
    {
        var name = compared.Setting.StartsWith(AnswersOf, StringComparison.Ordinal) ? compared.Setting[AnswersOf.Length..] : compared.Setting;
        return new(name, QualityRows.Share(first), [.. others.Select(QualityRows.Share)], Amounts.Milliseconds(compared.Times.Total), Change(compared.Change));
    }

    private static ComparedChange? Change(SettingChange? change)
    {
        if (change is null) return null;
        var (tone, verdict) = change switch
        {
            { Low: > 0 } => ("good", "better"),
            { High: < 0 } => ("bad", "worse"),
            _ => ("calm", "no clear difference"),
        };
        return new(Scores.Signed(change.Mean), $"{Scores.Signed(change.Low)} to {Scores.Signed(change.High)}", tone, verdict, change.Questions);
    }
}

/// <param name="Measure">What tells better from worse.</param>
/// <param name="Others">What else was measured.</param>
internal sealed record ComparedGroup(string Name, string Measure, IReadOnlyList<string> Others, IReadOnlyList<ComparedRow> Rows);

/// <param name="Change">Null for the first, which the others are held against, and for too few questions.</param>
internal sealed record ComparedRow(string Name, string Figure, IReadOnlyList<string> Others, string Time, ComparedChange? Change);

/// <param name="Range">Where it lies with 95 % confidence.</param>
/// <param name="Tone"><c>good</c>, <c>bad</c> or <c>calm</c>.</param>
internal sealed record ComparedChange(string Mean, string Range, string Tone, string Verdict, int Questions);
