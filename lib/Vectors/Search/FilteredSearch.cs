using Onebox.Vectors.Graph;
using Onebox.Vectors.Scoring;

namespace Onebox.Vectors.Search;

/// <summary>Graph search where not every node may come out.</summary>
internal static unsafe class FilteredSearch
{
    private const int SeedWidth = 24;

    /// <param name="budget">Scored slots after which the walk gives up.</param>
    /// <param name="twoHops">Score allowed nodes only and pass over the others by their links, as ACORN does (Patel et al., SIGMOD 2024); else score and walk all nodes and keep the allowed.</param>
    /// <param name="incomplete">The walk gave up, or ran out of nodes before it had what was asked for.</param>
    public static NearestPool Run<TScorer>(
        Graph.Graph graph, in TScorer scorer, in Admit admit, (int Slot, int Level) entry, int width, int slots, int budget, bool twoHops, Scratch scratch, out bool incomplete)
        where TScorer : struct, IScorer
    {
        var start = GraphSearch.Descend(graph, scorer, entry, 0, slots);
        var frontier = scratch.Frontier;
        var visited = scratch.Visited;
        frontier.Clear();
        if (twoHops)
        {
            // A short search over all nodes leads to where the query lies; from there only allowed nodes are scored.
            var seeds = GraphSearch.Layer(graph, scorer, start, 0, SeedWidth, slots, scratch);
            for (var i = 0; i < seeds.Count; i++)
                frontier.Push(seeds.Items[i] & ~1ul);
        }
        else
        {
            frontier.Push(start);
        }

        var pool = scratch.Pool(width);
        visited.Clear(slots);
        for (var i = 0; i < frontier.Count; i++)
        {
            visited.Add(Ranked.Slot(frontier[i]));
            if (admit.Test(Ranked.Slot(frontier[i])) && frontier[i] < pool.Bound)
                pool.Insert(frontier[i]);
        }

        var scored = 0;
        while (frontier.Count > 0 && scored <= budget)
        {
            var current = frontier.Pop();
            if (current > pool.Bound)
                break;
            var slot = Ranked.Slot(current);
            var count = twoHops ? AllowedAround(graph, admit, slot, visited, scratch) : Around(graph, slot, visited, scratch);
            var pending = scratch.Slots;
            for (var i = 0; i < count; i++)
                scorer.Prefetch(pending[i]);
            scored += count;
            for (var i = 0; i < count; i++)
            {
                var ranked = Ranked.Pack(scorer.Score(pending[i]), pending[i]);
                if (ranked >= pool.Bound)
                    continue;
                frontier.Push(ranked);
                if (twoHops || admit.Test(pending[i]))
                    pool.Insert(ranked);
            }
        }

        incomplete = scored > budget || !pool.IsFull;
        return pool;
    }

    private static int Around(Graph.Graph graph, int slot, VisitedSet visited, Scratch scratch)
    {
        var links = (int*)graph.Base.At(slot);
        var count = 0;
        for (var i = 0; i < 2 * graph.LinksPerNode; i++)
        {
            var link = links[i];
            if (link == 0)
                break;
            if (visited.Add(link - 1))
                scratch.Slots[count++] = link - 1;
        }

        return count;
    }

    /// <summary>Allowed neighbours, then allowed neighbours of the neighbours that are not, until a batch is full.</summary>
    private static int AllowedAround(Graph.Graph graph, in Admit admit, int slot, VisitedSet visited, Scratch scratch)
    {
        var links = (int*)graph.Base.At(slot);
        var capacity = 2 * graph.LinksPerNode;
        var pending = scratch.Slots;
        var bridges = scratch.Bridges;
        var (count, passed) = (0, 0);
        for (var i = 0; i < capacity; i++)
        {
            var link = links[i];
            if (link == 0)
                break;
            if (!visited.Add(link - 1))
                continue;
            if (admit.Test(link - 1))
            {
                pending[count++] = link - 1;
                continue;
            }

            bridges[passed++] = link - 1;
            Memory.Prefetch.Lines(graph.Base.At(link - 1), graph.Base.Stride);
        }

        for (var b = 0; b < passed; b++)
        {
            var further = (int*)graph.Base.At(bridges[b]);
            for (var i = 0; i < capacity && count < scratch.BatchSize; i++)
            {
                var link = further[i];
                if (link == 0)
                    break;
                if (admit.Test(link - 1) && visited.Add(link - 1))
                    pending[count++] = link - 1;
            }
        }

        return count;
    }
}
