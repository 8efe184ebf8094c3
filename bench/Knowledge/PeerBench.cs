using System.Globalization;
using Onebox.Api.Knowledge;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge.Bench;

/// <summary>The same questions over the same documents by Lucene, by our text search and by hybrid at the default weights: nDCG@10, and whether a difference is more than chance.</summary>
internal static class PeerBench
{
    public const string Header = "| set | documents, questions | Lucene | text | text − Lucene (p) | hybrid | hybrid − text (p) |\n| --- | --- | --- | --- | --- | --- | --- |";

    private const int Draws = 10_000;

    /// <param name="worst">So many questions that lost most against Lucene are shown.</param>
    public static async Task RunAsync(QuestionSet set, bool embed, int worst)
    {
        using var filled = await FilledIndex.OfAsync(set.Documents, new Chunking.ChunkSizes().MaxTokens, embed);
        using var peer = new LucenePeer(set.Texts, set.Language);
        var (index, view) = (filled.Index, filled.Index.View);
        var everything = view.Admit(Readership.Everything, null);
        using var connection = index.Read();
        var (lucene, text, hybrid) = (new List<double>(), new List<double>(), new List<double>());
        var lost = new List<(double Loss, string Question)>();
        foreach (var question in set.Questions)
        {
            List<string> Names(Fusion fusion, SearchMode mode, float[] vector) => [.. fusion.Rank(Search.Collect(index, view, everything, connection, mode, question.Text, vector, 200).Candidates)
                .Select(c => view.Document(view.DocumentOf(c.Candidate.Chunk)).Name).Distinct(StringComparer.Ordinal).Take(10)];
            var (theirs, ours) = (peer.Search(question.Text, 10), Names(new Fusion(1, 0), SearchMode.Text, []));
            lucene.Add(question.Ndcg(theirs));
            text.Add(question.Ndcg(ours));
            lost.Add((lucene[^1] - text[^1], $"{question.Text} → {string.Join(' ', question.Right.Keys.Take(3))} (Lucene: {string.Join(' ', theirs.Take(3))}; text: {string.Join(' ', ours.Take(3))})"));
            if (!embed) continue;
            var vector = (await FilledIndex.Embedder.EmbedAsync([question.Text], CancellationToken.None))[0];
            hybrid.Add(question.Ndcg(Names(vector.AsSpan().ContainsAnyExcept(0f) ? Fusion.Default : new Fusion(1, 0), SearchMode.Hybrid, vector)));
        }

        static string Difference(List<double> a, List<double> b) => string.Create(CultureInfo.InvariantCulture, $"{a.Average() - b.Average():+0.0000;−0.0000} ({Chance(a, b):0.00})");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {set.Name} | {set.Documents.Count:N0}, {set.Questions.Count:N0} | {lucene.Average():0.0000} | {text.Average():0.0000} | {Difference(text, lucene)} | ")
            + (embed ? string.Create(CultureInfo.InvariantCulture, $"{hybrid.Average():0.0000} | {Difference(hybrid, text)} |") : "– | – |"));
        foreach (var (loss, question) in lost.OrderByDescending(l => l.Loss).Take(worst)) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {loss:0.00} {question}"));
    }

    /// <summary>Fisher's randomization test, two-sided: how often as large a mean difference comes by chance, when each question's two results are swapped at random.</summary>
    private static double Chance(List<double> a, List<double> b)
    {
        var differences = a.Zip(b, (x, y) => x - y).Where(d => d != 0).ToArray();
        if (differences.Length == 0) return 1;
        var (seen, found) = (Math.Abs(differences.Sum()) - 1e-9, 0);
#pragma warning disable CA5394 // Repeatable draws for statistics.
        var random = new Random(1);
        for (var draw = 0; draw < Draws; draw++)
            if (Math.Abs(differences.Sum(d => random.Next(2) == 0 ? d : -d)) >= seen) found++;
#pragma warning restore CA5394
        return (double)found / Draws;
    }
}
