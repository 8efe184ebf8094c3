using Microsoft.Data.Sqlite;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge.Answering;

/// <summary>
/// Small chunks are found well; to be understood they need what stands around them. While there is room, each passage grows by its neighbours under the same heading, nearest first
/// and better hits first; passages that meet become one.
/// </summary>
internal static class ReadAround
{
    /// <summary>Chunks to each side of one that was found.</summary>
    private const int Farthest = 3;

    /// <param name="passages">Whole chunks, best first; together they fit.</param>
    /// <param name="fits">Whether the prompt with these passages may be that long.</param>
    public static async Task<IReadOnlyList<Passage>> GrowAsync(SqliteConnection connection, IReadOnlyList<Passage> passages, Func<IReadOnlyList<Passage>, Task<bool>> fits)
    {
        var steps = Steps(connection, passages);
        // More steps are never shorter, so that the most that fit are found by halving; mostly all do, or none.
        var (fitting, best, tooMany) = (0, With(passages, steps, 0), steps.Count + 1);
        for (var tried = steps.Count; fitting + 1 < tooMany; tried = (fitting + tooMany) / 2)
        {
            var grown = With(passages, steps, tried);
            if (await fits(grown)) (fitting, best) = (tried, grown);
            else tooMany = tried;
        }

        return best;
    }

    /// <summary>The neighbours in the order in which they are added.</summary>
    private static List<StoredChunk> Steps(SqliteConnection connection, IReadOnlyList<Passage> passages)
    {
        var sides = passages.Select(p => Sides(connection, p.Hit)).ToList();
        var (steps, known) = (new List<StoredChunk>(), passages.Select(p => p.Hit.Chunk.Id).ToHashSet());
        for (var distance = 0; distance < Farthest; distance++)
        {
            foreach (var (nearer, farther) in sides)
            {
                if (distance < nearer.Count && known.Add(nearer[distance].Id)) steps.Add(nearer[distance]);
                if (distance < farther.Count && known.Add(farther[distance].Id)) steps.Add(farther[distance]);
            }
        }

        return steps;
    }

    /// <summary>What stands before and after a chunk under its heading, each from near to far; first the side that what was found is nearer to.</summary>
    private static (List<StoredChunk> Nearer, List<StoredChunk> Farther) Sides(SqliteConnection connection, Hit hit)
    {
        var chunk = hit.Chunk;
        var around = connection.Read(
            StoredChunk.From, $"SELECT {StoredChunk.Columns} FROM chunks WHERE document = $0 AND ordinal BETWEEN $1 AND $2 ORDER BY ordinal", chunk.Document, chunk.Ordinal - Farthest, chunk.Ordinal + Farthest);
        bool SamePlace(StoredChunk other) => other.Heading == chunk.Heading && (other.Kind == "row") == (chunk.Kind == "row");
        var before = around.Where(c => c.Ordinal < chunk.Ordinal).Reverse().TakeWhile(SamePlace).ToList();
        var after = around.Where(c => c.Ordinal > chunk.Ordinal).TakeWhile(SamePlace).ToList();
        return hit.Window is { } window && window.Start + (window.Length / 2) < chunk.Text.Length / 2 ? (before, after) : (after, before);
    }

    /// <summary>The passages with the first so many neighbours.</summary>
    private static List<Passage> With(IReadOnlyList<Passage> passages, List<StoredChunk> steps, int count)
    {
        var chunks = passages.Select(p => p.Hit.Chunk).Concat(steps.Take(count)).DistinctBy(c => c.Id).OrderBy(c => c.Document).ThenBy(c => c.Ordinal).ToList();
        var (runs, run) = (new List<List<StoredChunk>>(), new List<StoredChunk>());
        foreach (var chunk in chunks)
        {
            if (run.Count > 0 && (run[^1].Document != chunk.Document || run[^1].Ordinal + 1 != chunk.Ordinal || run[^1].Heading != chunk.Heading))
            {
                runs.Add(run);
                run = [];
            }

            run.Add(chunk);
        }

        if (run.Count > 0) runs.Add(run);
        return [.. runs.Select(r => (Run: r, Best: passages.First(p => r.Exists(c => c.Id == p.Hit.Chunk.Id)))).OrderBy(r => r.Best.Number)
            .Select((r, i) => new Passage(i + 1, r.Best.Hit, 0, JoinChunks.Text(r.Run)) { Chunks = r.Run })];
    }
}
