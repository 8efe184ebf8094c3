using System.Numerics;
using Onebox.Vectors.Graph;
using Onebox.Vectors.Scoring;
using Onebox.Vectors.Store;

namespace Onebox.Vectors.Search;

/// <summary>Answers queries over one way of storing vectors.</summary>
internal abstract unsafe class Navigator
{
    /// <summary>The nearest live, allowed slots with their exact distances; sorted.</summary>
    /// <param name="query">Padded to 16, of unit length for cosine.</param>
    /// <returns>How many were written to <paramref name="nearest"/>.</returns>
    public abstract int Search(Snapshot snapshot, float* query, Span<ulong> nearest, VectorSearchSettings settings, Scratch scratch);
}

internal sealed unsafe class Navigator<TSpace, TScorer, TExact, TExactScorer>(TSpace space, TExact exact) : Navigator
    where TSpace : struct, ISpace<TScorer>
    where TScorer : struct, IScorer
    where TExact : struct, ISpace<TExactScorer>
    where TExactScorer : struct, IScorer
{
    private static bool Estimates => typeof(TSpace) != typeof(TExact);

    public override int Search(Snapshot snapshot, float* query, Span<ulong> nearest, VectorSearchSettings settings, Scratch scratch)
    {
        var options = snapshot.Columns.Options;
        var k = nearest.Length;
        if (snapshot.Live == 0 || k == 0 || settings.Filter is { Count: 0 })
            return 0;
        if (settings.Exact)
        {
            var full = exact.Prepare(query, scratch.Query);
            return Copy(Scan(snapshot, full, settings.Filter, k, scratch), nearest);
        }

        var scorer = space.Prepare(query, scratch.Query);
        var rerank = Estimates ? Math.Max(k, settings.Rerank ?? RerankPlan.Count(options.CodeBits, k)) : k;
        var width = Math.Max(settings.Width ?? options.DefaultWidth, k);
        var pool = Candidates(snapshot, scorer, settings, width, Math.Max(width, rerank), scratch);
        if (!Estimates)
            return Copy(pool, nearest);
        return Rerank(query, pool, Math.Min(rerank, pool.Count), nearest, scratch);
    }

    private NearestPool Candidates(Snapshot snapshot, in TScorer scorer, VectorSearchSettings settings, int width, int scanWidth, Scratch scratch)
    {
        var filter = settings.Filter;
        var graph = snapshot.Columns.Graph;
        if (graph is null || (settings.Width is null && snapshot.Live <= FilterPlan.SmallIndex))
            return Scan(snapshot, scorer, filter, scanWidth, scratch);
        // Rows that this navigator has: the writer may since have gone on with new codes, whose rows these are not.
        var slots = Math.Min(snapshot.Columns.Slots, space.Capacity);
        var entry = graph.Entry;
        if (entry.Slot < 0 || entry.Slot >= slots)
            return Scan(snapshot, scorer, filter, scanWidth, scratch);
        if (filter is null && snapshot.Clean && slots == snapshot.Slots)
            return GraphSearch.Layer(graph, scorer, GraphSearch.Descend(graph, scorer, entry, 0, slots), 0, width, slots, scratch);

        var scanLimit = FilterPlan.ScanLimit(width);
        if (filter is not null && filter.Count <= scanLimit && !filter.HasMaskFor(snapshot))
            return Scan(snapshot, scorer, filter, scanWidth, scratch);
        var mask = filter?.MaskFor(snapshot);
        var candidates = Math.Min(mask?.Count ?? snapshot.Live, snapshot.Live);
        if (candidates <= scanLimit || (mask is not null && candidates < FilterPlan.ScanBelow * snapshot.Slots))
            return Scan(snapshot, scorer, filter, scanWidth, scratch);

        var admit = new Admit(snapshot, mask?.Bits);
        var twoHops = candidates < FilterPlan.TwoHopsBelow * snapshot.Slots;
        var pool = FilteredSearch.Run(graph, scorer, admit, entry, width, slots, candidates, twoHops, scratch, out var incomplete);
        // The allowed lie elsewhere, or in pieces: comparing with all of them is certain, and costs no more than was already spent.
        return incomplete ? Scan(snapshot, scorer, filter, scanWidth, scratch) : pool;
    }

    /// <summary>Compares with every slot that may come out.</summary>
    private static NearestPool Scan<T>(Snapshot snapshot, in T scorer, VectorKeySet? filter, int width, Scratch scratch)
        where T : struct, IScorer
    {
        var pool = scratch.Pool(width);
        var pending = scratch.Slots;
        var count = 0;
        if (filter is null)
        {
            var admit = new Admit(snapshot, null);
            for (var slot = 0; slot < snapshot.Slots; slot++)
                if (admit.Test(slot))
                    Push(scorer, pool, pending, ref count, slot, scratch.BatchSize);
        }
        else if (filter.Count <= FilterPlan.LookUpLimit && !filter.HasMaskFor(snapshot))
        {
            foreach (var key in filter.Keys)
            {
                var slot = snapshot.Columns.Find(key, snapshot.Version);
                if (slot >= 0)
                    Push(scorer, pool, pending, ref count, slot, scratch.BatchSize);
            }
        }
        else
        {
            var bits = filter.MaskFor(snapshot).Bits;
            var admit = new Admit(snapshot, null);
            for (var word = 0; word < bits.Length; word++)
                for (var rest = bits[word]; rest != 0; rest &= rest - 1)
                {
                    var slot = word * 64 + BitOperations.TrailingZeroCount(rest);
                    if (admit.Test(slot))
                        Push(scorer, pool, pending, ref count, slot, scratch.BatchSize);
                }
        }

        Flush(scorer, pool, pending, ref count);
        return pool;
    }

    private static void Push<T>(in T scorer, NearestPool pool, int* pending, ref int count, int slot, int batch)
        where T : struct, IScorer
    {
        scorer.Prefetch(slot);
        pending[count++] = slot;
        if (count == batch)
            Flush(scorer, pool, pending, ref count);
    }

    private static void Flush<T>(in T scorer, NearestPool pool, int* pending, ref int count)
        where T : struct, IScorer
    {
        for (var i = 0; i < count; i++)
        {
            var ranked = Ranked.Pack(scorer.Score(pending[i]), pending[i]);
            if (ranked < pool.Bound)
                pool.Insert(ranked);
        }

        count = 0;
    }

    private int Rerank(float* query, NearestPool pool, int count, Span<ulong> nearest, Scratch scratch)
    {
        var scorer = exact.Prepare(query, scratch.Pair);
        var items = scratch.Ranked(count);
        const int Ahead = 8;
        for (var i = 0; i < Math.Min(Ahead, count); i++)
            scorer.Prefetch(Ranked.Slot(pool.Items[i]));
        for (var i = 0; i < count; i++)
        {
            if (i + Ahead < count)
                scorer.Prefetch(Ranked.Slot(pool.Items[i + Ahead]));
            var slot = Ranked.Slot(pool.Items[i]);
            items[i] = Ranked.Pack(scorer.Score(slot), slot);
        }

        items.Sort();
        var found = Math.Min(count, nearest.Length);
        items[..found].CopyTo(nearest);
        return found;
    }

    private static int Copy(NearestPool pool, Span<ulong> nearest)
    {
        var found = Math.Min(pool.Count, nearest.Length);
        for (var i = 0; i < found; i++)
            nearest[i] = pool.Items[i] & ~1ul;
        return found;
    }
}
