using Onebox.Api.Evaluation;
using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Scoring;
using Onebox.Evaluation.Statistics;

namespace Onebox.Evaluation.Runs;

/// <summary>Makes figures of scored items.</summary>
internal static class Summaries
{
    private const int TextDraws = 1000;

    public static IReadOnlyList<Score> Scores(Benchmark benchmark, IReadOnlyList<ScoredItem> items, ulong seed)
    {
        if (benchmark.Kind == BenchmarkKind.Text) return TextScores([.. items.Where(i => i.Scores.Count > 0).Select(i => i.Answer.Whole!.Value)], seed);
        return [.. items.SelectMany(i => i.Scores.Keys).Distinct(StringComparer.Ordinal).Select(metric => Of(metric, [.. items.Where(i => i.Scores.ContainsKey(metric)).Select(i => i.Scores[metric])]))];
    }

    public static IReadOnlyList<GroupScore> Groups(Benchmark benchmark, IReadOnlyList<ScoredItem> items)
    {
        var groups = items.Where(i => i.Item.Group is not null && i.Scores.ContainsKey(benchmark.Primary)).GroupBy(i => i.Item.Group!, StringComparer.Ordinal).ToList();
        return groups.Count == 0 ? [] : [.. groups.Select(g =>
        {
            var estimate = Estimate.Of([.. g.Select(i => i.Scores[benchmark.Primary])]);
            return new GroupScore(g.Key, estimate.Mean, Known(estimate.StandardError), estimate.Count);
        }).OrderBy(g => g.Group, StringComparer.Ordinal)];
    }

    /// <summary>Two models on the items that both have a score for.</summary>
    public static TaskComparison? Compare(Benchmark benchmark, string baseName, IReadOnlyList<ScoredItem> first, string candidateName, IReadOnlyList<ScoredItem> second, ulong seed)
    {
        var metric = benchmark.Primary;
        var pairs = Pairs(metric, first, second).ToList();
        if (pairs.Count == 0) return null;
        var bootstrap = PairedBootstrap.Of([.. pairs.Select(p => p.Candidate - p.Base)], seed);
        var higher = pairs.Count(p => p.Candidate > p.Base);
        var lower = pairs.Count(p => p.Candidate < p.Base);
        var (better, worse) = benchmark.LowerIsBetter ? (lower, higher) : (higher, lower);
        McNemarTest? test = null;
        if (pairs.TrueForAll(p => p.Base is 0 or 1 && p.Candidate is 0 or 1))
        {
            var mcNemar = McNemar.Of(better, worse);
            test = new McNemarTest(mcNemar.Better, mcNemar.Worse, mcNemar.Method, mcNemar.PValue);
        }

        return new TaskComparison(
            benchmark.Name, metric, baseName, candidateName, pairs.Count, bootstrap.Difference, bootstrap.StandardError, bootstrap.Low, bootstrap.High, bootstrap.PValue, better, worse, benchmark.LowerIsBetter, test);
    }

    private static IEnumerable<(double Base, double Candidate)> Pairs(string metric, IReadOnlyList<ScoredItem> first, IReadOnlyList<ScoredItem> second)
    {
        var mine = first.Where(i => i.Scores.ContainsKey(metric)).ToDictionary(i => i.Item.Id, i => i.Scores[metric], StringComparer.Ordinal);
        foreach (var item in second)
        {
            if (item.Scores.TryGetValue(metric, out var candidate) && mine.TryGetValue(item.Item.Id, out var before)) yield return (before, candidate);
        }
    }

    private static Score Of(string metric, IReadOnlyList<double> values)
    {
        var estimate = Estimate.Of(values);
        return new Score(metric, estimate.Mean, Known(estimate.StandardError), Known(estimate.Low), Known(estimate.High), estimate.Count);
    }

    /// <summary>Sums divided by sums; their spread by drawing texts again.</summary>
    private static IReadOnlyList<Score> TextScores(IReadOnlyList<TextLikelihood> texts, ulong seed)
    {
        if (texts.Count == 0) return [];
        return
        [
            Text("bits_per_byte", texts, t => t.BitsPerByte, seed),
            Text("byte_perplexity", texts, t => t.BytePerplexity, seed),
            Text("word_perplexity", texts, t => t.WordPerplexity, seed),
        ];
    }

    private static Score Text(string metric, IReadOnlyList<TextLikelihood> texts, Func<TextLikelihood, double> value, ulong seed)
    {
        var all = value(texts.Aggregate((a, b) => a + b));
        if (texts.Count == 1) return new Score(metric, all, null, null, null, 1, LowerIsBetter: true);
        var random = new SplitMix(seed);
        var draws = new double[TextDraws];
        for (var draw = 0; draw < TextDraws; draw++)
        {
            var sum = default(TextLikelihood);
            for (var i = 0; i < texts.Count; i++) sum += texts[random.Below(texts.Count)];
            draws[draw] = value(sum);
        }

        Array.Sort(draws);
        var mean = draws.Average();
        var error = Math.Sqrt(draws.Sum(d => (d - mean) * (d - mean)) / (TextDraws - 1));
        return new Score(metric, all, error, draws[(int)(0.025 * TextDraws)], draws[(int)(0.975 * TextDraws)], texts.Count, LowerIsBetter: true);
    }

    // JSON has no word for "not a number".
    private static double? Known(double value) => double.IsFinite(value) ? value : null;
}
