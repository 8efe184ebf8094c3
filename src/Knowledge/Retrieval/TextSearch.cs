using Microsoft.Data.Sqlite;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Retrieval;

/// <summary>A chunk with a score; higher is better.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct Scored(long Chunk, double Score);

/// <summary>
/// BM25 over SQLite's full-text index (Robertson and Zaragoza 2009), in Lucene's form. Scored here and not by FTS5's own function, whose k1 and b are fixed: the published baselines
/// (Anserini) are made with k1 = 0.9 and b = 0.4, and so is this. A document is scored as a whole (<see cref="TextUnits"/>), and within it the chunks in proportion to their own
/// scores. Only admitted documents are scored, so none of the best is lost to a filter; and only readable ones are counted
/// (<see cref="TextStatistics"/>).
/// </summary>
internal static class TextSearch
{
    public const double K1 = 0.9;
    public const double B = 0.4;

    /// <summary>So many texts until a word that none of them has tells something: a small base lacks many words by chance.</summary>
    private const double FewTexts = 10;

    public static TextScores Run(string question, IndexView view, Admitted admitted, SqliteConnection connection)
    {
        var terms = TextAnalyzer.Query(question);
        var texts = admitted.Texts;
        if (terms.Count == 0 || texts.Units == 0) return TextScores.None;
        var (units, most) = (view.Units, 0.0);
        var (ofChunk, ofUnit) = (new double[view.ChunkIds], new double[units.Count]);
        var touched = new List<int>();
        foreach (var term in terms)
        {
            var postings = view.PostingsOf(term, connection);
            var having = texts.Having(postings, view);
            var weight = Idf(texts.Units, having) * term.Times;
            // A term that none of the texts has tells nothing about which of them is the best, but much about how well any can answer.
            if (!term.IsExtra) most += having > 0 ? weight : weight * texts.Units / (texts.Units + FewTexts);
            if (having == 0) continue;
            for (var i = 0; i < postings.Chunks.Length;)
            {
                var unit = units.Of(postings.Chunks[i]);
                var admits = admitted.Documents.Contains(view.DocumentOf(postings.Chunks[i]));
                double frequency = 0;
                for (; i < postings.Chunks.Length && units.Of(postings.Chunks[i]) == unit; i++)
                {
                    var chunk = postings.Chunks[i];
                    frequency += units.FirstOf(unit) == chunk ? postings.Frequencies[i] : postings.Frequencies[i] - postings.Said[i];
                    if (!admits) continue;
                    if (ofChunk[chunk] == 0) touched.Add(chunk);
                    ofChunk[chunk] += weight * Saturated(postings.Frequencies[i], view.LengthOf(chunk), texts.MeanChunk);
                }

                if (admits) ofUnit[unit] += weight * Saturated(frequency, units.LengthOf(unit), texts.MeanUnit);
            }
        }

        var bestOf = new double[units.Count];
        foreach (var chunk in touched) bestOf[units.Of(chunk)] = Math.Max(bestOf[units.Of(chunk)], ofChunk[chunk]);
        foreach (var chunk in touched) ofChunk[chunk] *= ofUnit[units.Of(chunk)] / bestOf[units.Of(chunk)];
        return new TextScores(ofChunk, touched, most);
    }

    /// <summary>Lucene's: never negative, unlike the original.</summary>
    public static double Idf(int all, int having) => Math.Log(1 + ((all - having + 0.5) / (having + 0.5)));

    /// <summary>How much of its weight a term gets for standing so often in a text of this length: 0 to 1.</summary>
    public static double Saturated(double frequency, double length, double meanLength) => frequency / (frequency + (K1 * (1 - B + (B * length / meanLength))));
}

/// <summary>The text score of every chunk that holds a term of the question, as a share of the best score that any text could get.</summary>
internal sealed class TextScores(double[] scores, List<int> touched, double most)
{
    public static TextScores None { get; } = new([], [], 0);

    public double Of(long chunk) => most == 0 || chunk >= scores.Length ? 0 : Math.Min(1, scores[chunk] / most);

    public List<Scored> Best(int top) => Retrieval.Best.Of(touched.Select(c => new Scored(c, scores[c])), top).ConvertAll(best => best with { Score = Of(best.Chunk) });
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
