using Microsoft.Data.Sqlite;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Retrieval;

/// <summary>A chunk with a score; higher is better.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct Scored(long Chunk, double Score);

/// <summary>
/// BM25 over SQLite's full-text index (Robertson and Zaragoza 2009), in Lucene's form. Scored here and not by FTS5's own function, whose k1 and b are fixed: the published baselines
/// (Anserini) are made with k1 = 0.9 and b = 0.4, and so is this. A document is scored as a whole and in its parts (<see cref="TextUnits"/>), and within them the chunks in
/// proportion to their own scores. Only admitted documents are scored, so none of the best is lost to a filter; and only readable ones are counted (<see cref="TextStatistics"/>).
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
        if (terms.Count == 0 || texts.Wholes.Count == 0) return TextScores.None;
        var halves = Halves(texts).Select(h => (Texts: h, Scores: new double[h.Units.Count])).ToArray();
        var (ofChunk, touched, most) = (new double[view.ChunkIds], new List<int>(), 0.0);
        foreach (var term in terms)
        {
            var postings = view.PostingsOf(term, connection);
            foreach (var (half, scores) in halves)
            {
                var having = half.Having(postings, view);
                var weight = Idf(half.Count, having) * term.Times;
                // A term that none of the texts has tells nothing about which of them is the best, but much about how well any can answer.
                if (!term.IsExtra) most += having > 0 ? weight : weight * half.Count / (half.Count + FewTexts);
                if (having == 0) continue;
                AddUnits(scores, half, postings, weight, view, admitted);
                if (half == texts.Wholes) AddChunks(ofChunk, touched, postings, weight, texts.MeanChunk, view, admitted);
            }
        }

        var bestOf = new double[view.Parts.Count];
        foreach (var chunk in touched) bestOf[view.Parts.Of(chunk)] = Math.Max(bestOf[view.Parts.Of(chunk)], ofChunk[chunk]);
        foreach (var chunk in touched) ofChunk[chunk] *= halves.Sum(half => half.Scores[half.Texts.Units.Of(chunk)]) / bestOf[view.Parts.Of(chunk)];
        // Other spellings can bring more than everything that was asked for: the best has it all then, and the others their share of that.
        if (touched.Count > 0) most = Math.Max(most, touched.Max(chunk => ofChunk[chunk]));
        return new TextScores(ofChunk, touched, most, terms.Where(t => !t.IsExtra).Sum(t => t.Times));
    }

    /// <summary>Whole documents, and their parts where any is long.</summary>
    private static UnitStatistics[] Halves(TextStatistics texts) => texts.Parts == texts.Wholes ? [texts.Wholes] : [texts.Wholes, texts.Parts];

    private static void AddUnits(double[] scores, UnitStatistics texts, Postings postings, double weight, IndexView view, Admitted admitted)
    {
        var units = texts.Units;
        for (var i = 0; i < postings.Chunks.Length;)
        {
            var unit = units.Of(postings.Chunks[i]);
            var admits = admitted.Documents.Contains(view.DocumentOf(postings.Chunks[i]));
            double frequency = 0;
            for (; i < postings.Chunks.Length && units.Of(postings.Chunks[i]) == unit; i++)
                frequency += units.FirstOf(unit) == postings.Chunks[i] ? postings.Frequencies[i] : postings.Frequencies[i] - postings.Said[i];
            if (admits) scores[unit] += weight * Saturated(frequency, units.LengthOf(unit), texts.MeanLength);
        }
    }

    private static void AddChunks(double[] scores, List<int> touched, Postings postings, double weight, double meanLength, IndexView view, Admitted admitted)
    {
        for (var i = 0; i < postings.Chunks.Length; i++)
        {
            var chunk = postings.Chunks[i];
            if (!admitted.Documents.Contains(view.DocumentOf(chunk))) continue;
            if (scores[chunk] == 0) touched.Add(chunk);
            scores[chunk] += weight * Saturated(postings.Frequencies[i], view.LengthOf(chunk), meanLength);
        }
    }

    /// <summary>Lucene's: never negative, unlike the original.</summary>
    public static double Idf(int all, int having) => Math.Log(1 + ((all - having + 0.5) / (having + 0.5)));

    /// <summary>How much of its weight a term gets for standing so often in a text of this length: 0 to 1.</summary>
    public static double Saturated(double frequency, double length, double meanLength) => frequency / (frequency + (K1 * (1 - B + (B * length / meanLength))));
}

/// <summary>The text score of every chunk that holds a term of the question, as a share of the best score that any text could get.</summary>
/// <param name="words">Of the question, without function words.</param>
internal sealed class TextScores(double[] scores, List<int> touched, double most, int words)
{
    public static TextScores None { get; } = new([], [], 0, 0);

    public int Words => words;

    public double Of(long chunk) => most == 0 || chunk >= scores.Length ? 0 : scores[chunk] / most;

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
