namespace Onebox.Models.Loop;

/// <summary>Puts pieces into as few batches as can be found quickly. Equal lengths keep their order, so the result follows from the input.</summary>
internal static class PackSamples
{
    /// <summary>Best fit by falling length: at most 11/9 of the fewest batches (Johnson 1973). Leaves the last ones nearly empty; then the same number is filled evenly instead, where that fits.</summary>
    public static List<List<Piece>> Fill(List<Piece> pieces, int capacity)
    {
        var falling = pieces.OrderByDescending(p => p.Length).ToList();
        var (batches, least) = BestFit(falling, capacity);
        return least * 2 < capacity && batches.Count > 1 && Evenly(falling, batches.Count, capacity) is { } even ? even : batches;
    }

    /// <summary>So many samples to each batch, in their order.</summary>
    public static List<List<Piece>> Count(List<Piece> pieces, int samples) => [.. pieces.Chunk(samples).Select(c => c.ToList())];

    private static (List<List<Piece>> Batches, int Least) BestFit(List<Piece> falling, int capacity)
    {
        var batches = new List<List<Piece>>();
        // By what is free, then by age: the fullest that still takes a piece is the first not below its length.
        var free = new SortedSet<(int Free, int Batch)>();
        foreach (var piece in falling)
        {
            var fits = free.GetViewBetween((piece.Length, 0), (capacity, int.MaxValue));
            var best = fits.Min;
            if (best == default)
            {
                best = (capacity, batches.Count);
                batches.Add([]);
            }
            free.Remove(best);
            batches[best.Batch].Add(piece);
            free.Add((best.Free - piece.Length, best.Batch));
        }
        return (batches, batches.Count == 0 ? 0 : capacity - free.Max.Free);
    }

    /// <summary>The longest first, each to the batch that has least (Graham 1969). Null when one overflows.</summary>
    private static List<List<Piece>>? Evenly(List<Piece> falling, int count, int capacity)
    {
        var batches = Enumerable.Range(0, count).Select(_ => new List<Piece>()).ToList();
        var loads = new PriorityQueue<int, (int Load, int Batch)>();
        for (var i = 0; i < count; i++) loads.Enqueue(i, (0, i));
        foreach (var piece in falling)
        {
            loads.TryDequeue(out var batch, out var load);
            if (load.Load + piece.Length > capacity) return null;
            batches[batch].Add(piece);
            loads.Enqueue(batch, (load.Load + piece.Length, batch));
        }
        return batches;
    }
}
