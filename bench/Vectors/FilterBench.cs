namespace Onebox.Vectors.Bench;

/// <summary>Searches that may return only some of the keys, chosen at random.</summary>
internal static class FilterBench
{
    public static IEnumerable<FilterReport> Run(BenchSettings settings, VectorStorage storage, VectorIndex index, Rows<float> queries)
    {
        var some = new Rows<float>(queries.Dimensions, queries.Values[..(Math.Min(200, queries.Count) * queries.Dimensions)]);
        foreach (var share in (double[])[0.001, 0.01, 0.03, 0.05, 0.1, 0.5])
        {
            var random = new Random(7);
            var filter = new VectorKeySet(Enumerable.Range(0, index.Count).Where(_ => random.NextDouble() < share).Select(static key => (long)key));
            var truth = Truth(index, filter, some);
            var point = IndexBench.Measure(index, new VectorSearchSettings { Filter = filter }, some, truth, settings.Seconds);
            yield return new FilterReport(storage.ToString(), share, index.Options.DefaultWidth, point.Recall, point.Qps);
        }
    }

    private static Rows<int> Truth(VectorIndex index, VectorKeySet filter, Rows<float> queries)
    {
        const int K = 10;
        var truth = new int[queries.Count * K];
        Array.Fill(truth, -1);
        for (var query = 0; query < queries.Count; query++)
        {
            var hits = index.Search(queries[query], K, new VectorSearchSettings { Filter = filter, Exact = true });
            for (var i = 0; i < hits.Length; i++)
                truth[query * K + i] = (int)hits[i].Key;
        }

        return new Rows<int>(K, truth);
    }
}
