using Onebox.Api.Knowledge;
using Onebox.Knowledge.Answering;

namespace Onebox.Knowledge.Evaluating;

/// <summary>Counts answers as they come.</summary>
internal sealed class AnswerTally
{
    // By the question itself: two may read the same.
    private readonly Dictionary<KnowledgeQuestion, double> _f1 = new(ReferenceEqualityComparer.Instance);
    private readonly List<double> _exact = [], _precision = [], _support = [], _correct = [], _unknown = [], _within = [];
    private readonly List<AnswerTimes> _times = [];
    private int _failed;

    public AnswerQuality Quality => new(Mean(_f1.Values), Mean(_exact), Mean(_precision), Mean(_support), Mean(_correct), Mean(_unknown), _times.Count, _failed, Mean(_within));

    public AnswerTimes Times => _times.Count == 0
        ? new AnswerTimes(0, 0, 0, 0, 0)
        : new AnswerTimes(_times.Average(t => t.Search), _times.Average(t => t.Prompt), _times.Average(t => t.Model), _times.Average(t => t.Check), _times.Average(t => t.Total));

    public void Add(KnowledgeQuestion question, KnowledgeAnswer answer)
    {
        _times.Add(answer.Times);
        _unknown.Add(answer.InDocuments == question.Answerable ? 1 : 0);
        if (question is { Answerable: true, Answers.Count: > 0 })
        {
            // What the box adds about citations is not part of the answer's words.
            var words = answer.InDocuments ? answer.Answer.Replace(CheckCitations.Unsupported, "", StringComparison.Ordinal) : "";
            if (answer.Quoted) words = words.Replace(SecondReading.Saying, "", StringComparison.Ordinal);
            _f1[question] = AnswerMeasures.F1(words, question.Answers);
            if (answer.Passages.Count > 0 && answer.Table is null) _within.Add(question.Answers.Any(a => answer.Passages.Any(p => p.Text.Contains(a, StringComparison.OrdinalIgnoreCase))) ? 1 : 0);
            _exact.Add(AnswerMeasures.Exact(words, question.Answers) ? 1 : 0);
        }

        if (!answer.InDocuments) return;
        if (answer.Citations.Count > 0) _precision.Add(answer.Citations.Count(c => c.Supports) / (double)answer.Citations.Count);
        _support.Add(answer.Citations.Any(c => c.Supports) ? 1 : 0);
        if (answer.Citations.Count > 0 && question.Documents is { Count: > 0 } right)
            _correct.Add(answer.Citations.Count(c => right.Any(r => r == c.Document || r == c.DocumentId || r == Path.GetFileNameWithoutExtension(c.Document))) / (double)answer.Citations.Count);
    }

    public void Fail() => _failed++;

    /// <summary>What this gains in F1 over the other, for each question that both have.</summary>
    public List<double> GainsOver(AnswerTally other) => [.. _f1.Where(mine => other._f1.ContainsKey(mine.Key)).Select(mine => mine.Value - other._f1[mine.Key])];

    public bool HasOnlyFailed(int times) => _times.Count == 0 && _failed >= times;

    private static double? Mean(IReadOnlyCollection<double> values) => values.Count == 0 ? null : values.Average();
}

/// <summary>Holds measures against the least that they may be.</summary>
internal static class Gate
{
    public static readonly IReadOnlyList<string> Measures = ["ndcg", "recall", "mrr", "f1", "citationPrecision", "citationSupport", "notInDocuments"];

    public static KnowledgeEvaluation Hold(KnowledgeEvaluation result, IReadOnlyDictionary<string, double>? atLeast)
    {
        if (atLeast is not { Count: > 0 }) return result;
        var shortfalls = atLeast.Where(a => !(Of(result, a.Key) >= a.Value)).Select(a => FormattableString.Invariant($"{a.Key} is {(Of(result, a.Key) is { } value ? value.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture) : "not measured")}, at least {a.Value} is asked for")).ToList();
        return result with { Passed = shortfalls.Count == 0, Shortfalls = shortfalls.Count == 0 ? null : shortfalls };
    }

    private static double? Of(KnowledgeEvaluation result, string measure) => measure switch
    {
        "ndcg" => result.Hybrid.NdcgAt10,
        "recall" => result.Hybrid.RecallAtK,
        "mrr" => result.Hybrid.Mrr,
        "f1" => result.Answers?.F1,
        "citationPrecision" => result.Answers?.CitationPrecision,
        "citationSupport" => result.Answers?.CitationSupport,
        "notInDocuments" => result.Answers?.NotInDocuments,
        _ => null,
    };
}
