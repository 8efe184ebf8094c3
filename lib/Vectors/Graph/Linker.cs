using Onebox.Vectors.Scoring;

namespace Onebox.Vectors.Graph;

/// <summary>Changes the graph of one way of storing vectors: links new slots, and takes dead ones out.</summary>
internal abstract class Linker
{
    /// <param name="slots">New slots, already added to the graph with their levels.</param>
    /// <param name="allocated">How many slots exist.</param>
    public abstract void Link(IReadOnlyList<int> slots, int allocated, ScratchPool scratch, int threads);

    /// <summary>Leads every link around the dead.</summary>
    public abstract void Unlink(IReadOnlySet<int> dead, Func<int, bool> isAlive, int allocated, ScratchPool scratch, int threads);

    protected static void InParallel(int threads, int first, int count, ScratchPool pool, Action<int, Scratch> work)
    {
        const int WorthThreads = 64;
        if (threads == 1 || count - first < WorthThreads)
        {
            var scratch = pool.Rent();
            for (var i = first; i < count; i++)
                work(i, scratch);
            pool.Return(scratch);
            return;
        }

        var next = first - 1;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            var scratch = pool.Rent();
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                work(i, scratch);
            pool.Return(scratch);
        });
    }
}

internal sealed class Linker<TSpace, TScorer>(Graph graph, TSpace space, int width) : Linker
    where TSpace : struct, ISpace<TScorer>
    where TScorer : struct, IScorer
{
    private const int FirstAlone = 512;

    public override void Link(IReadOnlyList<int> slots, int allocated, ScratchPool scratch, int threads)
    {
        // Threads that start on an almost empty graph would not see each other's nodes: the first ones go one after another.
        var alone = Math.Clamp(FirstAlone - (allocated - slots.Count), 0, slots.Count);
        InParallel(1, 0, alone, scratch, LinkOne);
        InParallel(threads, alone, slots.Count, scratch, LinkOne);

        void LinkOne(int i, Scratch own)
        {
            var scorer = space.PrepareStored(slots[i], own.Query);
            GraphInsert.Insert<TSpace, TScorer>(graph, space, scorer, slots[i], width, allocated, own);
        }
    }

    public override void Unlink(IReadOnlySet<int> dead, Func<int, bool> isAlive, int allocated, ScratchPool scratch, int threads)
    {
        var cutOff = GraphRepair.Run<TSpace, TScorer>(graph, space, dead, isAlive, allocated, (count, work) => InParallel(threads, 0, count, scratch, work));
        InParallel(1, 0, cutOff.Count, scratch, (i, own) =>
            GraphInsert.Insert<TSpace, TScorer>(graph, space, space.PrepareStored(cutOff[i], own.Query), cutOff[i], width, allocated, own));
    }
}
