using Onebox.Vectors.Scoring;

namespace Onebox.Vectors.Graph;

/// <summary>Takes dead slots out of the graph: whoever pointed to one chooses again among its living neighbours and those of the dead, as FreshDiskANN's
/// consolidation does (Singh et al., 2021). Readers may be inside all the while.</summary>
internal static unsafe class GraphRepair
{
    /// <returns>Slots that lost all their links, to be linked as if they were new.</returns>
    public static List<int> Run<TSpace, TScorer>(
        Graph graph, TSpace space, IReadOnlySet<int> dead, Func<int, bool> isAlive, int allocated, Action<int, Action<int, Scratch>> inParallel)
        where TSpace : struct, ISpace<TScorer>
        where TScorer : struct, IScorer
    {
        MoveEntry(graph, dead, isAlive, allocated);
        inParallel(allocated, (slot, scratch) =>
        {
            if (dead.Contains(slot))
                return;
            for (var level = 0; level <= graph.LevelOf(slot); level++)
                Repair<TSpace, TScorer>(graph, space, dead, slot, level, scratch);
        });
        Reconnect<TSpace, TScorer>(graph, space, dead, allocated, inParallel);
        foreach (var slot in dead)
            for (var level = 0; level <= graph.LevelOf(slot); level++)
                GraphInsert.SetLinks(graph, slot, level, []);
        var entry = graph.Entry.Slot;
        return [.. Enumerable.Range(0, allocated).Where(slot => slot != entry && !graph.IsLinked(slot) && !dead.Contains(slot) && isAlive(slot))];
    }

    private static void Repair<TSpace, TScorer>(Graph graph, in TSpace space, IReadOnlySet<int> dead, int slot, int level, Scratch scratch)
        where TSpace : struct, ISpace<TScorer>
        where TScorer : struct, IScorer
    {
        var capacity = graph.Capacity(level);
        var links = graph.Links(slot, level);
        var touched = false;
        for (var i = 0; i < capacity && links[i] != 0; i++)
            touched |= dead.Contains(links[i] - 1);
        if (!touched)
            return;

        var scorer = space.PrepareStored(slot, scratch.Query);
        var candidates = scratch.Merge;
        var count = 0;
        for (var i = 0; i < capacity && links[i] != 0; i++)
        {
            var neighbour = links[i] - 1;
            if (!dead.Contains(neighbour))
            {
                candidates[count++] = Ranked.Pack(scorer.Score(neighbour), neighbour);
                continue;
            }

            var further = graph.Links(neighbour, level);
            for (var j = 0; j < capacity && further[j] != 0; j++)
                if (further[j] - 1 != slot && !dead.Contains(further[j] - 1))
                    candidates[count++] = Ranked.Pack(scorer.Score(further[j] - 1), further[j] - 1);
        }

        var sorted = candidates.AsSpan(0, count);
        sorted.Sort();
        var distinct = 0;
        for (var i = 0; i < count; i++)
            if (i == 0 || sorted[i] != sorted[i - 1])
                sorted[distinct++] = sorted[i];
        Span<int> chosen = stackalloc int[capacity];
        var selected = Neighbours.Select<TSpace, TScorer>(space, sorted[..distinct], slot, chosen, scratch.Pair);
        GraphInsert.SetLinks(graph, slot, level, chosen[..selected]);
    }

    /// <summary>A node that nothing points to any more is offered to its own neighbours again.</summary>
    private static void Reconnect<TSpace, TScorer>(
        Graph graph, TSpace space, IReadOnlySet<int> dead, int allocated, Action<int, Action<int, Scratch>> inParallel)
        where TSpace : struct, ISpace<TScorer>
        where TScorer : struct, IScorer
    {
        var pointedTo = new bool[allocated];
        var capacity = graph.Capacity(0);
        for (var slot = 0; slot < allocated; slot++)
        {
            var links = graph.Links(slot, 0);
            for (var i = 0; i < capacity && links[i] != 0 && !dead.Contains(slot); i++)
                pointedTo[links[i] - 1] = true;
        }

        var entry = graph.Entry.Slot;
        inParallel(allocated, (slot, scratch) =>
        {
            if (pointedTo[slot] || slot == entry || dead.Contains(slot))
                return;
            var links = graph.Links(slot, 0);
            for (var i = 0; i < capacity && links[i] != 0; i++)
                GraphInsert.AddLink<TSpace, TScorer>(graph, space, links[i] - 1, slot, 0, scratch);
        });
    }

    private static void MoveEntry(Graph graph, IReadOnlySet<int> dead, Func<int, bool> isAlive, int allocated)
    {
        if (graph.IsEmpty || !dead.Contains(graph.Entry.Slot))
            return;
        var (best, bestLevel) = (-1, -1);
        for (var slot = 0; slot < allocated; slot++)
            if (!dead.Contains(slot) && graph.LevelOf(slot) > bestLevel && isAlive(slot))
                (best, bestLevel) = (slot, graph.LevelOf(slot));
        if (best < 0)
            graph.PackedEntry = 0;
        else
            graph.SetEntry(best, bestLevel);
    }
}
