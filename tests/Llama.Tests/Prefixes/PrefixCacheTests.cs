using CsCheck;

namespace Onebox.Llama.Tests;

public sealed class PrefixCacheTests
{
    private const int Slots = 3;
    private static readonly PrefixKey Base = new(AdapterSet.None, false);

    [Fact]
    public void Acquire_AfterInsert_SharesTheLongestPrefix()
    {
        var (cells, cache) = Fresh(4);
        Run(cells, cache, [1, 2, 3, 4, 5]);

        var node = cache.Acquire(Base, [1, 2, 3, 9], 0);

        Assert.Equal(3, node.End);
        Assert.Equal([1, 2, 3], cells.Tokens(0));
        Assert.Equal(5, cells.Used);
    }

    [Fact]
    public void Insert_OfTokensTheTreeHas_KeepsOneCopy()
    {
        var (cells, cache) = Fresh(4);
        // Both begin before either is known, as two requests with the same prompt do.
        var first = cache.Acquire(Base, [1, 2, 3], 0);
        var second = cache.Acquire(Base, [1, 2, 3, 4], 1);
        for (var i = 0; i < 3; i++) { cells.Compute(0, i, i + 1); cells.Compute(1, i, i + 1); }
        cells.Compute(1, 3, 4);

        cache.Insert(Base, [1, 2, 3], 0, first);
        cache.Insert(Base, [1, 2, 3, 4], 1, second);

        Assert.Equal(4, cells.Used);
        Assert.Equal(4, cache.Cells);
        Assert.Equal([1, 2, 3, 4], cells.Tokens(1));
    }

    [Fact]
    public void Evict_WithAPinnedPath_LeavesIt()
    {
        var (cells, cache) = Fresh(4);
        Run(cells, cache, [1, 2, 3, 4]);
        Run(cells, cache, [7, 8, 9]);
        cache.Acquire(Base, [1, 2], 0);

        cache.Clear();

        Assert.Equal(2, cache.Peek(Base, [1, 2, 3, 4]));
        Assert.Equal(0, cache.Peek(Base, [7, 8, 9]));
        Assert.Equal(cache.Cells, cells.Used);
    }

    [Fact]
    public void Evict_Some_CutsTheOldestFromItsEnd()
    {
        var (cells, cache) = Fresh(4);
        Run(cells, cache, [1, 2, 3, 4, 5, 6]);
        Run(cells, cache, [7, 8, 9]);

        Assert.Equal(2, cache.Evict(2));

        Assert.Equal(4, cache.Peek(Base, [1, 2, 3, 4, 5, 6]));
        Assert.Equal(3, cache.Peek(Base, [7, 8, 9]));
        Assert.Equal(7, cells.Used);
    }

    [Fact]
    public void Peek_UnderAnotherKey_FindsNothing()
    {
        var (cells, cache) = Fresh(4);
        Run(cells, cache, [1, 2, 3]);
        Assert.Equal(3, cache.Peek(new PrefixKey(new AdapterSet([]), false), [1, 2, 3]));
        Assert.Equal(0, cache.Peek(Base with { Exact = true }, [1, 2, 3]));
    }

    /// <summary>Any run of requests, growth, cancels and evictions: the tree's count is the cells' count, every sequence sees its own tokens, and nothing is left at the end.</summary>
    [Fact]
    public void Anything_InAnyOrder_CountsEveryCellOnce()
    {
        var tokens = Gen.Int[0, 2].Array[1, 12];
        var steps = Gen.Select(Gen.Int[0, 4], Gen.Int[0, Slots - 1], tokens, Gen.Int[1, 8]).Array[1, 60];
        Gen.Select(Gen.Int[0, 4], steps).Sample((holders, plan) =>
        {
            var (cells, cache) = Fresh(holders);
            var running = new (int[] Tokens, int Computed, PrefixNode Node)?[Slots];
            foreach (var (what, slot, text, amount) in plan)
            {
                if (what == 4)
                {
                    cache.Evict(amount);
                }
                else if (running[slot] is not { } now)
                {
                    var node = cache.Acquire(Base, text.AsSpan(0, text.Length - 1), slot);
                    running[slot] = (text, node.End, node);
                }
                else if (what == 3)
                {
                    PrefixCache.Unpin(now.Node);
                    cells.Leave(slot, 0, -1);
                    running[slot] = null;
                }
                else if (now.Computed < now.Tokens.Length)
                {
                    var until = Math.Min(now.Tokens.Length, now.Computed + amount);
                    for (var i = now.Computed; i < until; i++) cells.Compute(slot, i, now.Tokens[i]);
                    running[slot] = (now.Tokens, until, now.Node);
                }
                else
                {
                    var node = cache.Insert(Base, now.Tokens, slot, now.Node);
                    running[slot] = what == 2 ? ([.. now.Tokens, amount % 3], now.Computed, node) : (now.Tokens, now.Computed, node);
                }
                Hold(cells, cache, running);
            }
            for (var slot = 0; slot < Slots; slot++)
            {
                if (running[slot] is not { } left) continue;
                PrefixCache.Unpin(left.Node);
                cells.Leave(slot, 0, -1);
            }
            cache.Clear();
            Assert.Equal(0, cache.Cells);
            Assert.Equal(0, cache.Leaves);
            Assert.Equal(0, cells.Used);
        }, iter: 3000, threads: 1);
    }

    private static void Hold(SimulatedCells cells, PrefixCache cache, (int[] Tokens, int Computed, PrefixNode Node)?[] running)
    {
        var own = 0;
        for (var slot = 0; slot < Slots; slot++)
        {
            if (running[slot] is not { } now) continue;
            own += now.Computed - now.Node.End;
            Assert.Equal(now.Tokens[..now.Computed], cells.Tokens(slot));
        }
        Assert.Equal(cache.Cells, cells.HeldBy(sequence => sequence >= Slots));
        Assert.Equal(cache.Cells + own, cells.Used);
        Assert.InRange(cache.PinnedCells(), 0, cache.Cells);
    }

    private static (SimulatedCells Cells, PrefixCache Cache) Fresh(int holders)
    {
        var cells = new SimulatedCells();
        return (cells, new PrefixCache(cells, Slots, holders));
    }

    private static void Run(SimulatedCells cells, PrefixCache cache, int[] tokens)
    {
        var node = cache.Acquire(Base, tokens, 2);
        for (var i = node.End; i < tokens.Length; i++) cells.Compute(2, i, tokens[i]);
        node = cache.Insert(Base, tokens, 2, node);
        PrefixCache.Unpin(node);
        cells.Leave(2, 0, -1);
    }
}
