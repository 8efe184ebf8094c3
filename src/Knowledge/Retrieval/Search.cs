using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Onebox.Api.Knowledge;
using Onebox.Kernel;
using Onebox.Knowledge.Embedding;
using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.Retrieval;

/// <summary>One chunk that was found.</summary>
/// <param name="Window">The part of it that is nearest in meaning; null when it was found by its words alone.</param>
internal sealed record Hit(StoredChunk Chunk, StoredDocument Document, double Score, double Text, double Vector, (int Start, int Length)? Window);

/// <summary>Both halves of a search before they are weighted.</summary>
/// <param name="Vector">Null when the chunk has no vector that says something.</param>
/// <param name="Trust">Of the question's vector: <see cref="Fusion.Trust"/>.</param>
internal sealed record Candidate(long Chunk, double Text, double? Vector, long Window, double Trust);

/// <param name="TextTime">In milliseconds.</param>
/// <param name="Note">Why it was searched by words alone; null when it was not.</param>
internal sealed record Found(IReadOnlyList<Hit> Hits, double EmbedTime, double TextTime, double VectorTime, string? Note = null);

/// <summary>Text and vectors side by side over the documents that the asker may read, then one list.</summary>
internal static class Search
{
    /// <summary>How many each half puts forward; a chunk that only one of them found is scored by the other, too.</summary>
    private const int LeastCandidates = 100;

    /// <summary>So many of the best by words tell whether the encoder knows the question's language.</summary>
    private const int TellingHits = 10;

    /// <param name="once">Each document once, by its best chunk.</param>
    public static async Task<Found> RunAsync(
        KnowledgeIndex index, IEmbedder embedder, Fusion fusion, SearchMode mode, string question, int top, Readership readers, DocumentFilter? filter, CancellationToken cancellation, bool once = false)
    {
        var view = index.View;
        var admitted = view.Admit(readers, filter);
        var begun = Stopwatch.GetTimestamp();
        var (vector, note) = mode == SearchMode.Text || index.Vectors.Count == 0 ? ([], null) : await VectorAsync(index, embedder, mode, question, cancellation);
        var embedTime = Since(ref begun);
        using var connection = index.Read();
        // Where the encoder does not understand the question, its words alone count.
        var weights = mode switch { SearchMode.Vector => new Fusion(0, 1), SearchMode.Hybrid when VectorBytes.SaysSomething(vector) => fusion, _ => new Fusion(1, 0) };
        var (textTime, vectorTime) = (0.0, 0.0);
        for (var wanted = Math.Max(LeastCandidates, 2 * top); ; wanted *= 4)
        {
            var (candidates, byText, byVector) = Collect(index, view, admitted, connection, mode, question, vector, wanted);
            (textTime, vectorTime) = (textTime + byText, vectorTime + byVector);
            var ranked = weights.Rank(candidates).Where(c => c.Score > 0);
            var best = (once ? ranked.DistinctBy(c => view.DocumentOf(c.Candidate.Chunk)) : ranked).Take(top).ToList();
            // Many chunks may be of few documents: further ones bring others, as long as there are any.
            if (!once || best.Count == top || candidates.Count < wanted) return new Found(Load(connection, view, best), embedTime, textTime, vectorTime, note);
        }
    }

    /// <summary>Without a vector a hybrid search goes by words alone, and says so: an embedding server that is down is no reason to find nothing.</summary>
    private static async Task<(float[] Vector, string? Note)> VectorAsync(KnowledgeIndex index, IEmbedder embedder, SearchMode mode, string question, CancellationToken cancellation)
    {
        try
        {
            var vector = (await embedder.EmbedAsync([question], cancellation))[0];
            // In the moment in which another embedding takes over, the question may still come by the one before.
            return vector.Length == index.Vectors.Options.Dimensions ? (vector, null) : ([], "Searched by words alone: the base's vectors are being replaced.");
        }
        catch (ProblemException problem) when (mode == SearchMode.Hybrid)
        {
            return ([], $"Searched by words alone: {problem.Message}");
        }
    }

    /// <summary>Every chunk that one of the halves puts forward, with both scores.</summary>
    public static (List<Candidate> Candidates, double TextTime, double VectorTime) Collect(
        KnowledgeIndex index, IndexView view, Admitted admitted, SqliteConnection connection, SearchMode mode, string question, float[] vector, int top)
    {
        var begun = Stopwatch.GetTimestamp();
        var text = mode == SearchMode.Vector ? TextScores.None : TextSearch.Run(question, view, admitted, connection);
        var byText = text.Best(top);
        var textTime = Since(ref begun);
        var byVector = vector.Length == 0 ? [] : VectorSearch.Run(vector, index, view, admitted, top);
        var trust = Fusion.Trust(text.Words, byText.Count == 0 ? 0 : byText[0].Score);
        var candidates = byVector.ToDictionary(h => h.Hit.Chunk, h => new Candidate(h.Hit.Chunk, text.Of(h.Hit.Chunk), h.Hit.Score, h.Window, trust));
        foreach (var hit in byText)
        {
            if (candidates.ContainsKey(hit.Chunk)) continue;
            var near = VectorBytes.SaysSomething(vector) ? VectorSearch.Score(vector, hit.Chunk, index, view) : null;
            candidates.Add(hit.Chunk, new Candidate(hit.Chunk, hit.Score, near?.Score, near?.Window ?? 0, trust));
        }

        // What the encoder did not understand where the question's words stand, it did not understand in the question: the language is another.
        var telling = byText.Take(TellingHits).ToList();
        if (mode == SearchMode.Hybrid && telling.Count(hit => candidates[hit.Chunk].Vector is null) * 2 > telling.Count)
            candidates = byText.ToDictionary(h => h.Chunk, h => new Candidate(h.Chunk, h.Score, null, 0, trust));
        return ([.. candidates.Values], textTime, Since(ref begun));
    }

    /// <summary>Reads the texts of the hits; one that is gone since the view was made is left out, and the next search will not find it at all.</summary>
    private static List<Hit> Load(SqliteConnection connection, IndexView view, List<(Candidate Candidate, double Score)> best)
    {
        static string Ids(IEnumerable<long> ids) => string.Join(',', ids.Select(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var chunks = connection.Read(StoredChunk.From, $"SELECT {StoredChunk.Columns} FROM chunks WHERE id IN ({Ids(best.Select(b => b.Candidate.Chunk))})").ToDictionary(c => c.Id);
        var windows = connection.Read(r => (Id: r.GetInt64(0), Start: r.GetInt32(1), Length: r.GetInt32(2)), $"SELECT id, start, length FROM windows WHERE id IN ({Ids(best.Select(b => b.Candidate.Window))})").ToDictionary(w => w.Id);
        var hits = new List<Hit>(best.Count);
        foreach (var (candidate, score) in best)
        {
            if (!chunks.TryGetValue(candidate.Chunk, out var chunk)) continue;
            (int, int)? window = windows.TryGetValue(candidate.Window, out var found) ? (found.Start, found.Length) : null;
            hits.Add(new Hit(chunk, view.Document(view.DocumentOf(candidate.Chunk)), score, candidate.Text, candidate.Vector ?? 0, window));
        }

        return hits;
    }

    private static double Since(ref long begun)
    {
        var now = Stopwatch.GetTimestamp();
        var elapsed = Stopwatch.GetElapsedTime(begun, now).TotalMilliseconds;
        begun = now;
        return elapsed;
    }
}
