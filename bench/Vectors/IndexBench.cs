using System.Diagnostics;

namespace Onebox.Vectors.Bench;

/// <summary>Builds an index of one storage and measures it on one thread.</summary>
internal static class IndexBench
{
    private const int K = 10;

    public static readonly int[] DefaultWidths = [10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256, 320, 384, 512, 768, 1024];

    public static ConfigurationReport Run(
        BenchSettings settings, VectorStorage storage, Rows<float> vectors, Rows<float> queries, Rows<int> truth, Action<VectorIndex>? also)
    {
        var options = new VectorIndexOptions
        {
            Dimensions = vectors.Dimensions,
            Metric = settings.IndexMetric,
            Storage = storage,
            LinksPerNode = settings.Links,
            BuildWidth = settings.BuildWidth,
            BuildThreads = settings.Threads,
            Residency = settings.Mapped ? VectorResidency.Mapped : VectorResidency.Resident,
        };
        using var index = settings.Folder is null ? VectorIndex.InMemory(options) : VectorIndex.Open(Path.Combine(settings.Folder, storage.ToString()), options);
        var clock = Stopwatch.StartNew();
        if (index.Count == 0)
            index.Load(Enumerable.Range(0, vectors.Count).Select(row => new VectorRecord(row, vectors.Values.AsMemory(row * vectors.Dimensions, vectors.Dimensions))));
        var build = clock.Elapsed.TotalSeconds;

        var points = new List<PointReport>();
        foreach (var width in settings.Widths.Length > 0 ? settings.Widths : DefaultWidths)
        {
            var point = Measure(index, new VectorSearchSettings { Width = width }, queries, truth, settings.Seconds);
            points.Add(point with { Width = width });
            if (settings.Widths.Length == 0 && point.Recall >= 0.99)
                break;
        }

        also?.Invoke(index);
        var chosen = ConfigurationReport.Chosen(points);
        return new ConfigurationReport($"onebox-{storage}".ToLowerInvariant(), chosen.Recall, chosen.Qps, build, index.Status.MemoryBytes / 1048576.0, chosen.Width, null, points);
    }

    public static PointReport Measure(VectorIndex index, VectorSearchSettings search, Rows<float> queries, Rows<int> truth, double seconds)
    {
        var hits = new VectorHit[K];
        var (found, wanted) = (0, 0);
        for (var query = 0; query < queries.Count; query++) // Also the warm-up.
        {
            var count = index.Search(queries[query], hits, search);
            var expected = truth[query][..K];
            wanted += expected.Length - expected.Count(-1);
            for (var i = 0; i < count; i++)
                if (expected.Contains((int)hits[i].Key))
                    found++;
        }

        // The best pass: what else the machine does can only slow a pass down. The C++ driver does the same.
        var best = 0d;
        var clock = Stopwatch.StartNew();
        do
        {
            var pass = Stopwatch.StartNew();
            for (var query = 0; query < queries.Count; query++)
                index.Search(queries[query], hits, search);
            best = Math.Max(best, queries.Count / pass.Elapsed.TotalSeconds);
        }
        while (clock.Elapsed.TotalSeconds < seconds);
        return new PointReport(0, (double)found / wanted, best);
    }
}
