using Onebox.Vectors.Scoring;

namespace Onebox.Vectors.Graph;

/// <summary>Links slots into the graph; many threads may do so at once.</summary>
internal static unsafe class GraphInsert
{
    /// <param name="scorer">The new slot's vector as query.</param>
    /// <param name="slots">How many slots exist, this one included.</param>
    public static void Insert<TSpace, TScorer>(Graph graph, in TSpace space, in TScorer scorer, int slot, int width, int slots, Scratch scratch)
        where TSpace : struct, ISpace<TScorer>
        where TScorer : struct, IScorer
    {
        var level = graph.LevelOf(slot);
        if (graph.IsEmpty)
        {
            graph.OfferEntry(slot, level);
            if (graph.Entry.Slot == slot)
                return;
        }

        var entry = graph.Entry;
        var top = Math.Min(level, entry.Level);
        var nearest = GraphSearch.Descend(graph, scorer, entry, top, slots);
        for (var at = top; at >= 0; at--)
        {
            var pool = GraphSearch.Layer(graph, scorer, nearest & ~1ul, at, width, slots, scratch);
            nearest = pool.Items[0];
            var chosen = scratch.Selected.AsSpan(at * graph.LinksPerNode, graph.LinksPerNode);
            scratch.SelectedCount[at] = Neighbours.Select<TSpace, TScorer>(space, new ReadOnlySpan<ulong>(pool.Items, pool.Count), slot, chosen, scratch.Pair);
        }

        // All own lists first, then the links towards the new node from the bottom up: whoever finds it can go on from it.
        for (var at = 0; at <= top; at++)
            SetLinks(graph, slot, at, scratch.Selected.AsSpan(at * graph.LinksPerNode, scratch.SelectedCount[at]));
        for (var at = 0; at <= top; at++)
            Announce<TSpace, TScorer>(graph, space, slot, at, scratch);
        if (level > entry.Level)
            graph.OfferEntry(slot, level);
    }

    /// <summary>Offers the new node to its neighbours. If none takes it, the nearest must: a node that nothing points to cannot be found.</summary>
    private static void Announce<TSpace, TScorer>(Graph graph, in TSpace space, int slot, int level, Scratch scratch)
        where TSpace : struct, ISpace<TScorer>
        where TScorer : struct, IScorer
    {
        var neighbours = scratch.Selected.AsSpan(level * graph.LinksPerNode, scratch.SelectedCount[level]);
        var taken = 0;
        foreach (var neighbour in neighbours)
            taken += AddLink<TSpace, TScorer>(graph, space, neighbour, slot, level, scratch) ? 1 : 0;
        if (taken > 0 || neighbours.IsEmpty)
            return;
        graph.Lock(neighbours[0]);
        var links = graph.Links(neighbours[0], level);
        var last = 0;
        while (last + 1 < graph.Capacity(level) && links[last + 1] != 0)
            last++;
        Volatile.Write(ref links[last], slot + 1);
        graph.Unlock(neighbours[0]);
    }

    /// <summary>Replaces a list. Readers see entries change one by one, the end last.</summary>
    public static void SetLinks(Graph graph, int slot, int level, ReadOnlySpan<int> neighbours)
    {
        graph.Lock(slot);
        Write(graph.Links(slot, level), neighbours, graph.Capacity(level));
        graph.Unlock(slot);
    }

    private static void Write(int* links, ReadOnlySpan<int> neighbours, int capacity)
    {
        for (var i = 0; i < neighbours.Length; i++)
            Volatile.Write(ref links[i], neighbours[i] + 1);
        for (var i = neighbours.Length; i < capacity; i++)
            Volatile.Write(ref links[i], 0);
    }

    /// <returns>Whether the node now points to <paramref name="to"/>.</returns>
    public static bool AddLink<TSpace, TScorer>(Graph graph, in TSpace space, int from, int to, int level, Scratch scratch)
        where TSpace : struct, ISpace<TScorer>
        where TScorer : struct, IScorer
    {
        var capacity = graph.Capacity(level);
        var links = graph.Links(from, level);
        graph.Lock(from);
        try
        {
            var count = 0;
            for (; count < capacity && links[count] != 0; count++)
                if (links[count] - 1 == to)
                    return true;
            if (count < capacity)
            {
                Volatile.Write(ref links[count], to + 1);
                return true;
            }

            var scorer = space.PrepareStored(from, scratch.Query);
            for (var i = 0; i < count; i++)
                scorer.Prefetch(links[i] - 1);
            var ranked = scratch.Merge.AsSpan(0, count + 1);
            for (var i = 0; i < count; i++)
                ranked[i] = Ranked.Pack(scorer.Score(links[i] - 1), links[i] - 1);
            ranked[count] = Ranked.Pack(scorer.Score(to), to);
            ranked.Sort();
            Span<int> chosen = stackalloc int[capacity];
            chosen = chosen[..Neighbours.Select<TSpace, TScorer>(space, ranked, from, chosen, scratch.Pair)];
            Write(links, chosen, capacity);
            return chosen.Contains(to);
        }
        finally
        {
            graph.Unlock(from);
        }
    }
}
