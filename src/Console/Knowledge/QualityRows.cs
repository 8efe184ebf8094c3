using System.Globalization;
using Onebox.Api.Knowledge;
using Onebox.Console.Evaluations;
using Onebox.Console.Parts;

namespace Onebox.Console.Knowledge;

/// <summary>What was measured of a base, row by row, beside another measurement of it.</summary>
internal static class QualityRows
{
    /// <param name="shown">The measurement that it is about.</param>
    /// <param name="other">The one beside it; null for none.</param>
    public static IReadOnlyList<QualityGroup> Of(KnowledgeEvaluation shown, KnowledgeEvaluation? other)
    {
        List<QualityGroup> groups =
        [
            new("Found by words and meaning", Found(e => e.Hybrid)),
            new("By words alone", Found(e => e.Text)),
            new("By meaning alone", Found(e => e.Vector)),
        ];
        if (shown.Answers is not null || other?.Answers is not null)
        {
            groups.Add(new("Answers",
            [
                ShareOf("F1 of the words", e => e.Answers?.F1),
                ShareOf("exactly right", e => e.Answers?.Exact),
                ShareOf("a right answer stood in what was read", e => e.Answers?.InPassages),
                ShareOf("citations that hold (precision)", e => e.Answers?.CitationPrecision),
                ShareOf("answers with a citation that holds (support)", e => e.Answers?.CitationSupport),
                ShareOf("citations of the right document", e => e.Answers?.CitationCorrect),
                ShareOf("“not in the documents” said rightly", e => e.Answers?.NotInDocuments),
            ]));
        }

        groups.Add(new("Time a question",
        [
            TimeOf("search", e => e.Times.Search),
            .. shown.Route is null && other?.Route is null ? (QualityRow[])[] : [Answering("prompt", t => t.Prompt), Answering("model", t => t.Model), Answering("check of the citations", t => t.Check), Answering("in all", t => t.Total)],
        ]));
        groups.Add(new("Settings",
        [
            TextOf("questions", e => $"{Amounts.Whole(e.Questions)}, {Amounts.Whole(e.Judged)} with a known place"),
            TextOf("weights of words and meaning", e => Weights(e.Fusion)),
            TextOf("embedding", e => e.Settings.Embedding ?? "use-lite"),
            TextOf("cut", e => $"{ChunkPolicy.Word(e.Settings.Chunking)}, {Amounts.Whole(e.Settings.ChunkTokens ?? ChunkPolicy.DefaultTokens)} tokens"),
            TextOf("ranked again by", e => e.Settings.Rerank ?? "nobody"),
            TextOf("answered by", e => e.Route ?? "nobody: finding only"),
        ]));
        return groups;

        QualityRow[] Found(Func<KnowledgeEvaluation, RetrievalQuality> of) =>
        [
            ShareOf(other is null || other.Top == shown.Top ? $"recall@{shown.Top}" : $"recall@{shown.Top}, beside @{other.Top}", e => of(e).RecallAtK),
            ShareOf("nDCG@10", e => of(e).NdcgAt10),
            ShareOf("MRR", e => of(e).Mrr),
        ];

        QualityRow ShareOf(string name, Func<KnowledgeEvaluation, double?> of) => Number(name, of, v => Share(v), Scores.Signed, 1, 0.0005);

        QualityRow TimeOf(string name, Func<KnowledgeEvaluation, double?> of) =>
            Number(name, of, v => Amounts.Milliseconds(v), v => $"{(v > 0 ? "+" : v < 0 ? "−" : "")}{Amounts.Milliseconds(Math.Abs(v))}", -1, 0.05);

        // Where nobody answered, there was only the search.
        QualityRow Answering(string name, Func<AnswerTimes, double> of) => TimeOf(name, e => e.Route is null ? null : of(e.Times));

        QualityRow TextOf(string name, Func<KnowledgeEvaluation, string> of) =>
            new(name, of(shown), other is null ? null : of(other), other is null || of(shown) == of(other) ? null : "differs", "calm");

        // A difference below what is shown of the figures is none.
        QualityRow Number(string name, Func<KnowledgeEvaluation, double?> of, Func<double, string> write, Func<double, string> signed, int better, double least)
        {
            var (now, before) = (of(shown), other is null ? null : of(other));
            var gain = now - before;
            var tone = gain is not { } known || Math.Abs(known) < least ? "calm" : known * better > 0 ? "good" : "bad";
            return new(name, now is { } value ? write(value) : "–", other is null ? null : before is { } old ? write(old) : "–", gain is { } difference ? signed(Math.Abs(difference) < least ? 0 : difference) : null, tone);
        }
    }

    /// <summary><c>0.842</c>; a dash for what was not measured.</summary>
    public static string Share(double? share) => share is { } known ? known.ToString("0.000", CultureInfo.CurrentCulture) : "–";

    /// <summary><c>1 : 0.4</c>, and what it rests on.</summary>
    public static string Weights(FusionInfo fusion) =>
        string.Create(CultureInfo.CurrentCulture, $"{fusion.TextWeight:0.##} : {fusion.VectorWeight:0.##}") + (fusion.LearnedFrom == 0 ? ", the usual ones" : $", learned from {Amounts.Whole(fusion.LearnedFrom)} questions");
}

/// <summary>Rows under one heading.</summary>
internal sealed record QualityGroup(string Name, IReadOnlyList<QualityRow> Rows);

/// <param name="Other">Null: there is nothing beside it.</param>
/// <param name="Difference">Null: none, or it cannot be told.</param>
/// <param name="Tone"><c>good</c>, <c>bad</c> or <c>calm</c>.</param>
internal sealed record QualityRow(string Name, string Shown, string? Other, string? Difference, string Tone);
