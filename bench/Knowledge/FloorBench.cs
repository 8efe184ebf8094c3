using System.Globalization;
using Onebox.Api.Knowledge;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge.Bench;

/// <summary>
/// Scores of right hits, and of the best hit where nothing is right: every question is asked once with its article in the index, and once without. What a floor costs and what it keeps away.
/// </summary>
internal static class FloorBench
{
    private static readonly double[] Quantiles = [0.001, 0.005, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95];

    public static async Task RunAsync(QuestionSet set)
    {
        var half = set.Documents.Count / 2;
        using var filled = await FilledIndex.OfAsync([.. set.Documents.Take(half)], 400);
        var names = set.Documents.Take(half).Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        var (right, wrong) = (new List<double>(), new List<double>());
        var (rightText, wrongText, rightVector, wrongVector) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        foreach (var question in set.Questions)
        {
            var hits = (await Search.RunAsync(filled.Index, FilledIndex.Embedder, Fusion.Default, SearchMode.Hybrid, question.Text, 10, Readership.Everything, null, CancellationToken.None)).Hits;
            var known = names.Contains(question.Right.Keys.First());
            var hit = known ? hits.FirstOrDefault(h => question.Right.ContainsKey(h.Document.Name)) : hits is [var best, ..] ? best : null;
            if (hit is null) continue;
            (known ? right : wrong).Add(hit.Score);
            (known ? rightText : wrongText).Add(hit.Text);
            (known ? rightVector : wrongVector).Add(hit.Vector);
        }

        Console.WriteLine($"{set.Name}: {right.Count} right hits, {wrong.Count} best hits of questions without one");
        foreach (var (name, of) in new[] { ("right", right), ("wrong", wrong), ("right, text", rightText), ("wrong, text", wrongText), ("right, vector", rightVector), ("wrong, vector", wrongVector) })
            Console.WriteLine($"  {name}: {string.Join(", ", Quantiles.Select(q => string.Create(CultureInfo.InvariantCulture, $"{q:0.###} {of.Order().ElementAt((int)(q * of.Count)):0.000}")))}");
    }
}
