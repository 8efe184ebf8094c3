using Microsoft.Data.Sqlite;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Retrieval;

/// <summary>A chunk with a score; higher is better.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct Scored(long Chunk, double Score);

/// <summary>
/// BM25 over SQLite's full-text index (Robertson and Zaragoza 2009; Lucene's form of the idf). Scored here and not by FTS5's own function, whose k1 and b are fixed: the
/// published baselines (Anserini) are made with k1 = 0.9 and b = 0.4, and so is this. Only chunks of admitted documents are scored, so none of the best is lost to a filter.
/// </summary>
internal static class TextSearch
{
    public const double K1 = 0.9;
    public const double B = 0.4;

    public static TextScores Run(string question, IndexView view, Admitted admitted, SqliteConnection connection)
    {
        var terms = TextAnalyzer.Query(question);
        if (terms.Count == 0 || view.Chunks == 0) return TextScores.None;
        var scores = new double[view.ChunkIds];
        var touched = new List<int>();
        var most = 0.0;
        foreach (var group in terms.GroupBy(t => t))
        {
            var postings = view.PostingsOf(group.Key.Text, group.Key.IsPrefix, connection);
            var idf = Math.Log(1 + ((view.Chunks - postings.Chunks.Length + 0.5) / (postings.Chunks.Length + 0.5)));
            var weight = idf * group.Count();
            // A term that is nowhere in the base says nothing about which of its texts is the best.
            if (postings.Chunks.Length > 0) most += weight;
            for (var i = 0; i < postings.Chunks.Length; i++)
            {
                var chunk = postings.Chunks[i];
                if (!admitted.Documents.Contains(view.DocumentOf(chunk))) continue;
                double frequency = postings.Frequencies[i];
                if (scores[chunk] == 0) touched.Add(chunk);
                scores[chunk] += weight * frequency / (frequency + (K1 * (1 - B + (B * view.LengthOf(chunk) / view.MeanLength))));
            }
        }

        return new TextScores(scores, touched, most);
    }
}

/// <summary>The text score of every chunk that holds a term of the question, as a share of the best score that any text could get.</summary>
internal sealed class TextScores(double[] scores, List<int> touched, double most)
{
    public static TextScores None { get; } = new([], [], 0);

    public double Of(long chunk) => most == 0 || chunk >= scores.Length ? 0 : scores[chunk] / most;

    public List<Scored> Best(int top) => Retrieval.Best.Of(touched.Select(c => new Scored(c, Of(c))), top);
}

/// <summary>The best few of many, in order; ties by chunk, so that answers repeat.</summary>
internal static class Best
{
    public static List<Scored> Of(IEnumerable<Scored> all, int top)
    {
        var heap = new PriorityQueue<Scored, (double, long)>();
        foreach (var hit in all)
        {
            if (heap.Count < top) heap.Enqueue(hit, (hit.Score, -hit.Chunk));
            else if (heap.TryPeek(out _, out var worst) && (hit.Score, -hit.Chunk).CompareTo(worst) > 0) heap.EnqueueDequeue(hit, (hit.Score, -hit.Chunk));
        }

        var best = new List<Scored>(heap.Count);
        while (heap.TryDequeue(out var hit, out _)) best.Add(hit);
        best.Reverse();
        return best;
    }
}
