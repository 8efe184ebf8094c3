using System.Diagnostics;
using System.Globalization;
using Onebox.Api.Knowledge;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge.Bench;

/// <summary>nDCG@10 of text, vectors and hybrid at every weight. Gains are those of the judgements, as trec_eval counts them.</summary>
internal static class RetrievalBench
{
    public static async Task RunAsync(QuestionSet set, int chunkTokens)
    {
        var begun = Stopwatch.GetTimestamp();
        using var filled = await FilledIndex.OfAsync(set.Documents, chunkTokens);
        var (index, view) = (filled.Index, filled.Index.View);
        Say($"{set.Name}: {set.Documents.Count} documents, {view.Chunks} chunks, {view.Windows} vectors in {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s; {set.Questions.Count} questions");
        var everything = view.Admit(Readership.Everything, null);
        var candidates = new List<List<Candidate>>();
        using var connection = index.Read();
        double textTime = 0, vectorTime = 0;
        var vectors = await FilledIndex.Embedder.EmbedAsync([.. set.Questions.Select(q => q.Text)], CancellationToken.None);
        for (var i = 0; i < set.Questions.Count; i++)
        {
            var (found, byText, byVector) = Search.Collect(index, view, everything, connection, SearchMode.Hybrid, set.Questions[i].Text, vectors[i], 100);
            candidates.Add(found);
            (textTime, vectorTime) = (textTime + byText, vectorTime + byVector);
        }

        Say($"  a question: {textTime / set.Questions.Count:0.00} ms text, {vectorTime / set.Questions.Count:0.00} ms vectors");
        var blocks = new Dictionary<long, (int First, int Last)>();
        foreach (var (id, first, last) in connection.Read(r => (r.GetInt64(0), r.GetInt32(1), r.GetInt32(2)), "SELECT id, first_block, last_block FROM chunks")) blocks[id] = (first, last);
        double Gain(Fusion fusion, int from, int to) => Enumerable.Range(from, to - from).Average(i => OfOne(set.Questions[i], fusion.Rank(candidates[i]), view, blocks));
        var all = set.Questions.Count;
        foreach (var fusion in Fusion.Candidates) Say($"  text {fusion.TextWeight:0.##} vector {fusion.VectorWeight:0.##}: nDCG@10 {Gain(fusion, 0, all):0.0000}{(fusion == Fusion.Default ? "  (the default)" : "")}");
        var learned = Fusion.Candidates.MaxBy(f => Gain(f, 0, all / 2))!;
        Say($"  learned on the first half ({learned.TextWeight:0.##}:{learned.VectorWeight:0.##}), on the other half: {Gain(learned, all / 2, all):0.0000}, text alone there {Gain(new Fusion(1, 0), all / 2, all):0.0000}");
    }

    private static double OfOne(BenchQuestion question, IEnumerable<(Candidate Candidate, double Score)> ranking, IndexView view, Dictionary<long, (int First, int Last)> blocks)
    {
        var (gain, place) = (0.0, 0);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (candidate, _) in ranking)
        {
            if (place == 10) break;
            var name = view.Document(view.DocumentOf(candidate.Chunk)).Name;
            if (question.Block is { } block)
            {
                // Passages: every chunk takes a place, the first that holds the right block counts.
                if (question.Right.ContainsKey(name) && blocks[candidate.Chunk] is var (first, last) && first <= block && block <= last) return 1 / Math.Log2(place + 2);
                place++;
            }
            else if (seen.Add(name))
            {
                if (question.Right.TryGetValue(name, out var worth)) gain += worth / Math.Log2(place + 2);
                place++;
            }
        }

        var ideal = question.Right.Values.OrderDescending().Take(10).Select((worth, i) => worth / Math.Log2(i + 2)).Sum();
        return gain / ideal;
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
