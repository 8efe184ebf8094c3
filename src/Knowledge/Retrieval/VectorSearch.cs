using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.Retrieval;

/// <summary>Nearest windows by cosine; a chunk counts by its best one.</summary>
internal static class VectorSearch
{
    public static List<(Scored Hit, long Window)> Run(ReadOnlySpan<float> question, KnowledgeIndex index, IndexView view, Admitted admitted, int top)
    {
        var vectors = index.Vectors;
        if (admitted.Documents.Count == 0 || vectors.Count == 0 || !VectorBytes.SaysSomething(question)) return [];
        var best = new Dictionary<long, (double Score, long Window)>();
        // Several windows of one chunk may be near: ask for more until there are enough chunks, or no more windows.
        for (var wanted = Math.Max(2 * top, 32); ; wanted *= 4)
        {
            best.Clear();
            var hits = vectors.Search(question, wanted, index.SearchSettings(admitted, wanted));
            foreach (var hit in hits)
            {
                var chunk = view.ChunkOf(hit.Key);
                // A window of zeros lies at distance 1 from everything.
                if (chunk == 0 || hit.Distance == 1 || !admitted.Documents.Contains(view.DocumentOf(chunk))) continue;
                best.TryAdd(chunk, (1 - hit.Distance, hit.Key));
            }

            if (best.Count >= top || hits.Length < wanted) break;
        }

        return [.. best.Select(b => (new Scored(b.Key, b.Value.Score), b.Value.Window)).OrderByDescending(h => h.Item1.Score).ThenBy(h => h.Item1.Chunk).Take(top)];
    }

    /// <summary>The cosine of a chunk's nearest window, for a chunk that the search did not bring; null when none of its windows says something.</summary>
    public static (double Score, long Window)? Score(ReadOnlySpan<float> question, long chunk, KnowledgeIndex index, IndexView view)
    {
        (double Score, long Window)? best = null;
        var vectors = index.Vectors;
        Span<float> vector = new float[question.Length];
        foreach (var window in view.WindowsOf(chunk))
        {
            if (!vectors.TryGet(window, vector, out _) || !VectorBytes.SaysSomething(vector)) continue;
            var score = System.Numerics.Tensors.TensorPrimitives.Dot(question, vector);
            if (best is null || score > best.Value.Score) best = (score, window);
        }

        return best;
    }
}
