using System.Runtime.CompilerServices;
using Onebox.Vectors.Scoring;

namespace Onebox.Vectors.Graph;

/// <summary>Walks towards a query. A node's unseen neighbours are all asked for from memory before the first is scored.</summary>
internal static unsafe class GraphSearch
{
    /// <summary>Down the upper layers from <paramref name="entry"/> to the nearest node of <paramref name="toLevel"/> + 1.</summary>
    /// <param name="slots">Slots from this number on are passed over: they came after the search began.</param>
    public static ulong Descend<TScorer>(Graph graph, in TScorer scorer, (int Slot, int Level) entry, int toLevel, int slots)
        where TScorer : struct, IScorer
    {
        var (slot, level) = entry;
        var best = Ranked.Pack(scorer.Score(slot), slot);
        for (; level > toLevel; level--)
        {
            bool moved;
            do
            {
                moved = false;
                var links = graph.Links(Ranked.Slot(best), level);
                for (var i = 0; i < graph.LinksPerNode; i++)
                {
                    var link = links[i];
                    if (link == 0)
                        break;
                    if (link <= slots)
                        scorer.Prefetch(link - 1);
                }

                for (var i = 0; i < graph.LinksPerNode; i++)
                {
                    var link = Volatile.Read(ref links[i]);
                    if (link == 0)
                        break;
                    if (link > slots)
                        continue;
                    var ranked = Ranked.Pack(scorer.Score(link - 1), link - 1);
                    if (ranked < best)
                        (best, moved) = (ranked, true);
                }
            }
            while (moved);
        }

        return best;
    }

    /// <summary>Best-first search of one layer; leaves the nearest <paramref name="width"/> nodes, sorted, in the returned pool.</summary>
    public static NearestPool Layer<TScorer>(Graph graph, in TScorer scorer, ulong start, int level, int width, int slots, Scratch scratch)
        where TScorer : struct, IScorer
    {
        var pool = scratch.Pool(width);
        var visited = scratch.Visited;
        visited.Clear(slots);
        visited.Add(Ranked.Slot(start));
        pool.Insert(start);
        var items = pool.Items;
        var capacity = graph.Capacity(level);
        var pending = scratch.Slots;
        var cursor = 0;
        while (true)
        {
            // Nodes whose rows are small are opened two at a time: more reads wait for memory together.
            var (count, opened, at) = (0, 0, cursor);
            for (; at < pool.Count && opened < TScorer.OpenAtOnce; at++)
            {
                var current = items[at];
                if ((current & 1) != 0)
                    continue;
                items[at] = current | 1;
                opened++;
                count = Gather(graph.Links(Ranked.Slot(current), level), capacity, visited, pending, count);
            }

            if (opened == 0)
                return pool;
            for (var i = 0; i < count; i++)
                scorer.Prefetch(pending[i]);
            var next = at;
            for (var i = 0; i < count; i++)
            {
                var ranked = Ranked.Pack(scorer.Score(pending[i]), pending[i]);
                if (ranked >= pool.Bound)
                    continue;
                var position = pool.Insert(ranked);
                if (position > next)
                    continue;
                // Likely to be the next node opened.
                next = position;
                PrefetchLinks(graph, pending[i], level);
            }

            cursor = next;
        }
    }

    /// <summary>Adds the neighbours that have not been seen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Gather(int* links, int capacity, VisitedSet visited, int* pending, int count)
    {
        visited.Reserve(capacity);
        for (var i = 0; i < capacity; i++)
        {
            var link = links[i];
            if (link == 0)
                break;
            pending[count] = link - 1;
            count += visited.AddReserved(link - 1);
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchLinks(Graph graph, int slot, int level)
    {
        if (level == 0)
            Memory.Prefetch.Lines(graph.Base.At(slot), graph.Base.Stride);
    }
}
