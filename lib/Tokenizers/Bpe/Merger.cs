using System.Buffers;

namespace Onebox.Tokenizers.Bpe;

/// <summary>
/// Merges the symbols of one word in place, always the pair of the lowest rank, leftmost first (Sennrich et al., 2016). Short words rescan
/// their ranks; long ones (a model without pre-tokenizer hands over whole texts) use a heap, n log n.
/// </summary>
internal static class Merger
{
    private const int Short = 40;

    /// <summary>Merges <paramref name="ids"/> with each symbol's start in <paramref name="starts"/>; returns how many symbols are left at their front.</summary>
    public static int Merge(Span<int> ids, Span<int> starts, MergeTable table) => ids.Length <= Short ? MergeShort(ids, starts, table) : MergeLong(ids, starts, table);

    private static int MergeShort(Span<int> ids, Span<int> starts, MergeTable table)
    {
        var count = ids.Length;
        Span<int> ranks = stackalloc int[Short];
        Span<int> merged = stackalloc int[Short];
        for (var i = 0; i + 1 < count; i++)
            Rank(ids, i, table, ranks, merged);
        while (true)
        {
            var (best, at) = (int.MaxValue, -1);
            for (var i = 0; i + 1 < count; i++)
            {
                if (ranks[i] < best)
                    (best, at) = (ranks[i], i);
            }

            if (at < 0)
                return count;
            ids[at] = merged[at];
            for (var i = at + 1; i + 1 < count; i++)
                (ids[i], starts[i], ranks[i], merged[i]) = (ids[i + 1], starts[i + 1], ranks[i + 1], merged[i + 1]);
            count--;
            if (at > 0)
                Rank(ids, at - 1, table, ranks, merged);
            if (at + 1 < count)
                Rank(ids, at, table, ranks, merged);
        }
    }

    private static void Rank(Span<int> ids, int at, MergeTable table, Span<int> ranks, Span<int> merged)
    {
        if (table.TryGet(ids[at], ids[at + 1], out var rank, out var id))
            (ranks[at], merged[at]) = (rank, id);
        else
            ranks[at] = int.MaxValue;
    }

    private static int MergeLong(Span<int> ids, Span<int> starts, MergeTable table)
    {
        var links = ArrayPool<int>.Shared.Rent(ids.Length * 2);
        var next = links.AsSpan(0, ids.Length);
        var previous = links.AsSpan(ids.Length, ids.Length);
        var heap = new PriorityQueue<(int At, int Left, int Right, int Id), long>(ids.Length);
        for (var i = 0; i < ids.Length; i++)
            (next[i], previous[i]) = (i + 1, i - 1);
        for (var i = 0; i + 1 < ids.Length; i++)
            Push(heap, ids, i, i + 1, table);
        while (heap.TryDequeue(out var pair, out _))
        {
            // A pair whose symbols were merged away since is stale: the symbols at its place tell. Merged symbols hold -1.
            var right = next[pair.At];
            if (ids[pair.At] != pair.Left || right >= ids.Length || ids[right] != pair.Right)
                continue;
            ids[pair.At] = pair.Id;
            ids[right] = -1;
            next[pair.At] = next[right];
            if (next[right] < ids.Length)
                previous[next[right]] = pair.At;
            if (previous[pair.At] >= 0)
                Push(heap, ids, previous[pair.At], pair.At, table);
            if (next[pair.At] < ids.Length)
                Push(heap, ids, pair.At, next[pair.At], table);
        }

        var count = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            if (ids[i] != -1)
                (ids[count], starts[count++]) = (ids[i], starts[i]);
        }

        ArrayPool<int>.Shared.Return(links);
        return count;
    }

    private static void Push(PriorityQueue<(int At, int Left, int Right, int Id), long> heap, Span<int> ids, int left, int right, MergeTable table)
    {
        if (table.TryGet(ids[left], ids[right], out var rank, out var id))
            heap.Enqueue((left, ids[left], ids[right], id), ((long)rank << 32) | (uint)left);
    }
}
