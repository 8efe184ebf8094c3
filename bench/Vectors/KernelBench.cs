using System.Diagnostics;
using Onebox.Vectors.Codes;
using Onebox.Vectors.Kernels;
using Onebox.Vectors.Memory;
using Onebox.Vectors.Scoring;

namespace Onebox.Vectors.Bench;

/// <summary>What one distance costs: from cache, and from memory in the order of a graph walk (random rows, sixteen asked for at a time). The floor
/// of the latter is the row's cache lines at the speed of reading all rows in order, or the arithmetic from cache if that takes longer.</summary>
internal static unsafe class KernelBench
{
    private const int Batch = 16;

    public static void Run(BenchSettings settings)
    {
        foreach (var (count, dimensions) in ((int, int)[])[(100_000, 384), (1_000_000, 128)])
        {
            var bandwidth = Sequential(count, dimensions);
            var line = 64 / bandwidth;
            Console.WriteLine($"{count} × {dimensions}: rows in order {bandwidth:F1} GB/s, {line:F1} ns a cache line");
            Space(count, dimensions, line, "single", dimensions * 4, arena => new SingleSpace<SquaredL2>(arena).Prepare((float*)arena.At(0), null!));
            Space(count, dimensions, line, "half", dimensions * 2, arena => new HalfSpace<SquaredL2>(arena).Prepare((float*)arena.At(0), null!));
            Codes<Bits8>(count, dimensions, line);
            Codes<Bits4>(count, dimensions, line);
            Codes<Bits3>(count, dimensions, line);
            Codes<Bits2>(count, dimensions, line);
            Codes<Bits1>(count, dimensions, line);
        }
    }

    private static void Space<TScorer>(int count, int dimensions, double line, string name, int stride, Func<Arena, TScorer> scorer)
        where TScorer : struct, IScorer
    {
        using var arena = new Arena(stride);
        arena.Reserve(count);
        Touch(arena, count);
        Report(name, stride, line, Time(scorer(arena), count, 64), Time(scorer(arena), count, count));
    }

    private static void Codes<TBits>(int count, int dimensions, double line)
        where TBits : struct, ICodeBits
    {
        using var table = new CodeTable(dimensions, TBits.Bits, innerProduct: false, new float[dimensions], 1);
        table.Arena.Reserve(count);
        Touch(table.Arena, count);
        using var buffer = new QueryBuffer(dimensions);
        var query = new float[dimensions];
        for (var i = 0; i < dimensions; i++)
            query[i] = i % 7 - 3;
        fixed (float* pinned = query)
        {
            var scorer = new CodeSpace<TBits>(table).Prepare(pinned, buffer);
            Report($"{TBits.Bits} bits", table.Arena.Stride, line, Time(scorer, count, 64), Time(scorer, count, count));
        }
    }

    private static void Report(string name, int stride, double line, double cached, double random)
    {
        // A row that does not begin on a line of its own touches, on average, this many.
        var lines = stride % 64 == 0 ? stride / 64 : (stride + 56) / 64.0;
        var floor = Math.Max(cached, lines * line);
        Console.WriteLine($"  {name,-7} {stride,5} B  in cache {cached,6:F1} ns   from memory {random,6:F1} ns   floor {floor,6:F1} ns   {random / floor:F2} × floor");
    }

    private static void Touch(Arena arena, int count)
    {
        for (var row = 0; row < count; row++)
            new Span<byte>(arena.At(row), arena.Stride).Fill((byte)(row & 1));
    }

    private static double Time<TScorer>(TScorer scorer, int count, int range)
        where TScorer : struct, IScorer
    {
        const int Rounds = 2_000_000 / Batch;
        var best = double.MaxValue;
        Span<int> slots = stackalloc int[Batch];
        var sum = 0f;
        for (var pass = 0; pass < 4; pass++)
        {
            var state = 1ul;
            var clock = Stopwatch.StartNew();
            for (var round = 0; round < Rounds; round++)
            {
                for (var i = 0; i < Batch; i++)
                {
                    slots[i] = (int)((SplitMix.Next(ref state) >> 32) * (ulong)range >> 32);
                    scorer.Prefetch(slots[i]);
                }

                for (var i = 0; i < Batch; i++)
                    sum += scorer.Score(slots[i]);
            }

            best = Math.Min(best, clock.Elapsed.TotalNanoseconds / (Rounds * Batch));
        }

        GC.KeepAlive(sum);
        return best;
    }

    /// <summary>GB/s, which is bytes a nanosecond, of scoring all rows in order.</summary>
    private static double Sequential(int count, int dimensions)
    {
        using var arena = new Arena(dimensions * 4);
        arena.Reserve(count);
        Touch(arena, count);
        var query = new float[dimensions];
        var (best, sum) = (double.MaxValue, 0f);
        fixed (float* pinned = query)
            for (var pass = 0; pass < 3; pass++)
            {
                var clock = Stopwatch.StartNew();
                for (var row = 0; row < count; row++)
                    sum += NegativeDot.Single((float*)arena.At(row), pinned, dimensions);
                best = Math.Min(best, clock.Elapsed.TotalNanoseconds);
            }

        GC.KeepAlive(sum);
        return (double)count * dimensions * 4 / best;
    }
}
