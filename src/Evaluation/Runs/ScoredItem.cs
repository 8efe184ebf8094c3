using Onebox.Api.Evaluation;
using Onebox.Evaluation.Asking;
using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Judging;
using Onebox.Evaluation.Scoring;

namespace Onebox.Evaluation.Runs;

/// <summary>An answer with its scores.</summary>
/// <param name="Scores">By metric; empty where a text could not be asked.</param>
/// <param name="Overlap">The share of the item's n-grams that training data has; null where nobody looked.</param>
internal sealed record ScoredItem(ItemAnswer Answer, Dictionary<string, double> Scores, double? Overlap)
{
    private const int LongestShown = 4000;

    public Item Item => Answer.Item;

    /// <summary>What a judge made of it; null without one, and for the first model.</summary>
    public JudgedPair? Judged { get; init; }

    public static ScoredItem Of(Benchmark benchmark, ItemAnswer answer, double? overlap) => new(answer, ScoresOf(benchmark, answer), overlap);

    /// <summary>With what the judge made of it as one more score.</summary>
    public ScoredItem With(JudgedPair pair) => this with { Judged = pair, Scores = new(Scores, StringComparer.Ordinal) { [JudgePairs.Metric] = pair.Score } };

    public EvaluatedItem ToInfo(Benchmark benchmark, string model) => new(
        benchmark.Name, model, Item.Id, Item.Group, Cut(Item.Question), Cut(Expected(benchmark)), Cut(Shown(benchmark)), Scores, Answer.Shots, Answer.Error, Overlap, Judged?.Text);

    public string Shown(Benchmark benchmark) => Answer.Error is not null ? "" : benchmark.Kind switch
    {
        BenchmarkKind.Choice => Item.Choices[ChoiceScore.Pick(Answer.Likelihoods, benchmark.Primary == ChoiceScore.Plain ? static _ => 1 : i => Math.Max(1, Item.Choices[i].Length))],
        BenchmarkKind.Text => $"{Answer.Whole!.Value.BitsPerByte:0.0000} bits a byte",
        _ => Answer.Text,
    };

    private string Expected(Benchmark benchmark) => benchmark.Kind switch
    {
        BenchmarkKind.Choice => string.Join(" | ", Item.Right.Select(r => Item.Choices[r])),
        _ => string.Join(" | ", Item.References.Where(r => r.Length > 0).Distinct(StringComparer.Ordinal)),
    };

    private static Dictionary<string, double> ScoresOf(Benchmark benchmark, ItemAnswer answer)
    {
        var failed = answer.Error is not null;
        switch (benchmark.Kind)
        {
            case BenchmarkKind.Choice when failed:
                return Zero(benchmark.TrueMass ? [ChoiceScore.TrueMass] : [ChoiceScore.Plain, ChoiceScore.Characters, ChoiceScore.Bytes, ChoiceScore.Tokens]);
            case BenchmarkKind.Choice when benchmark.TrueMass:
                return new(StringComparer.Ordinal) { [ChoiceScore.TrueMass] = ChoiceScore.Mass(answer.Likelihoods, answer.Item.Right) };
            case BenchmarkKind.Choice:
                return ChoiceScore.Score(answer.Item.Choices, answer.Likelihoods, answer.Item.Right);
            case BenchmarkKind.Text:
                return answer.Whole is { } whole && !failed && whole.Bytes > 0 ? new(StringComparer.Ordinal) { ["bits_per_byte"] = whole.BitsPerByte } : [];
            default:
                return failed ? Zero([.. benchmark.Measures.Select(m => m.Name)]) : benchmark.Measures.ToDictionary(m => m.Name, m => m.Score(answer.Text, answer.Item), StringComparer.Ordinal);
        }
    }

    private static Dictionary<string, double> Zero(IEnumerable<string> metrics) => metrics.ToDictionary(m => m, _ => 0.0, StringComparer.Ordinal);

    private static string Cut(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "…";
}
