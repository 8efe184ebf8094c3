using Onebox.Vectors.Store;

namespace Onebox.Vectors.Codes;

/// <summary>Makes code tables: takes the centre from the live vectors and encodes all slots.</summary>
internal static unsafe class CodeTraining
{
    private const ulong Seed = 0x6F6E65626F78;
    private const int First = 256;
    private const int Growth = 16;

    public static CodeTable Empty(VectorIndexOptions options)
        => new(options.Dimensions, options.CodeBits, options.Metric == VectorMetric.InnerProduct, new float[options.PaddedDimensions], Seed);

    /// <summary>Has the index outgrown the vectors that its centre was taken from?</summary>
    public static bool IsDue(CodeTable table, int live) => live >= Math.Max(First, (long)table.TrainedOn * Growth);

    public static CodeTable Train(Columns columns, int bits, int slots, Func<int, bool> isAlive, int threads)
    {
        var centre = Centre(columns, slots, isAlive, out var live);
        var table = new CodeTable(columns.Options.Dimensions, bits, columns.Options.Metric == VectorMetric.InnerProduct, centre, Seed) { TrainedOn = live };
        table.Arena.Reserve(slots);
        Encode(columns, table, 0, slots, threads);
        return table;
    }

    /// <summary>Encodes slots <paramref name="first"/> … <paramref name="end"/> − 1.</summary>
    public static void Encode(Columns columns, CodeTable table, int first, int end, int threads)
    {
        var numbers = Enumerable.Range(0, threads);
        if (threads == 1 || end - first < 1024)
            EncodeRange(columns, table, first, end, 1);
        else
            Parallel.ForEach(numbers, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread => EncodeRange(columns, table, first + thread, end, threads));
    }

    public static void EncodeOne(Columns columns, CodeTable table, int slot) => EncodeRange(columns, table, slot, slot + 1, 1);

    private static void EncodeRange(Columns columns, CodeTable table, int first, int end, int step)
    {
        switch (table.Bits)
        {
            case 8: Encode<Bits8>(columns, table, first, end, step); break;
            case 4: Encode<Bits4>(columns, table, first, end, step); break;
            case 3: Encode<Bits3>(columns, table, first, end, step); break;
            case 2: Encode<Bits2>(columns, table, first, end, step); break;
            default: Encode<Bits1>(columns, table, first, end, step); break;
        }
    }

    private static void Encode<TBits>(Columns columns, CodeTable table, int first, int end, int step)
        where TBits : struct, ICodeBits
    {
        using var encoder = new Encoder<TBits>(table);
        var vector = new float[columns.Options.PaddedDimensions];
        fixed (float* pinned = vector)
            for (var slot = first; slot < end; slot += step)
            {
                columns.ReadVector(slot, vector);
                encoder.Encode(pinned, slot);
            }
    }

    private static float[] Centre(Columns columns, int slots, Func<int, bool> isAlive, out int live)
    {
        var sums = new double[columns.Options.PaddedDimensions];
        var vector = new float[sums.Length];
        live = 0;
        var sampled = 0;
        // A mean of some ten thousand is as good as one of millions.
        var step = Math.Max(1, slots / 50_000);
        for (var slot = 0; slot < slots; slot++)
        {
            if (!isAlive(slot))
                continue;
            live++;
            if (slot % step != 0)
                continue;
            columns.ReadVector(slot, vector);
            sampled++;
            for (var i = 0; i < sums.Length; i++)
                sums[i] += vector[i];
        }

        return Array.ConvertAll(sums, sum => sampled == 0 ? 0f : (float)(sum / sampled));
    }
}
