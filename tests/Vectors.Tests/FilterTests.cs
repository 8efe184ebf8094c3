namespace Onebox.Vectors.Tests;

public sealed class FilterTests
{
    private const int Count = 20_000;
    private const int Dimensions = 32;
    private static readonly TestVectors Vectors = new(Count + 20, Dimensions, seed: 21, clusters: 40);

    [Theory]
    [InlineData(VectorStorage.Single)]
    [InlineData(VectorStorage.Int8)]
    [InlineData(VectorStorage.Code4)]
    public void Search_AtAnySelectivity_FindsTheNearestAllowed(VectorStorage storage)
    {
        using var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = Dimensions, Metric = VectorMetric.L2, Storage = storage });
        index.Load(Vectors.Records(0, Count));
        foreach (var share in (double[])[0.001, 0.01, 0.1, 0.2, 0.5, 0.9])
        {
            var random = new Random(5);
            Check(index, Enumerable.Range(0, Count).Where(_ => random.NextDouble() < share), $"random {share}");
        }

        // Regions: the allowed lie far from most queries, where a walk alone would not get to.
        foreach (var clusters in (int[])[1, 4, 12, 20])
            Check(index, Enumerable.Range(0, Count).Where(i => Vectors.ClusterOf[i] < clusters), $"{clusters} clusters of 40");
    }

    [Fact]
    public void Search_WithKeysThatAreNoRowNumbers_FiltersTheSame()
    {
        using var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = Dimensions, Metric = VectorMetric.L2 });
        static long Spread(int i) => unchecked((i + 1L) * -7046029254386353131);
        index.Load(Enumerable.Range(0, 5000).Select(i => new VectorRecord(Spread(i), Vectors[i])));
        var allowed = new VectorKeySet(Enumerable.Range(0, 5000).Where(static i => i % 3 == 0).Select(Spread).Append(long.MinValue).Append(long.MaxValue));
        Assert.True(allowed.Contains(long.MinValue));
        var expected = Enumerable.Range(0, 5000).Where(static i => i % 3 == 0).ToDictionary(Spread, static i => Vectors[i]);
        var hits = index.Search(Vectors[Count], 10, new VectorSearchSettings { Filter = allowed });
        Assert.All(hits, hit => Assert.True(allowed.Contains(hit.Key)));
        Assert.True(TestVectors.Recall(VectorMetric.L2, expected, Vectors[Count], hits, 10) >= 0.9);
    }

    [Fact]
    public void Search_WithOneSetWhileTheIndexChanges_FollowsTheKeys()
    {
        using var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = Dimensions, Metric = VectorMetric.L2, Storage = VectorStorage.Single });
        index.Load(Vectors.Records(0, 8000));
        var allowed = new VectorKeySet(Enumerable.Range(0, 16000).Where(static i => i % 2 == 0).Select(static i => (long)i));
        var settings = new VectorSearchSettings { Filter = allowed, Exact = true };
        Assert.Equal(4000, index.Search(Vectors[Count], 9000, settings).Length);
        index.Load(Vectors.Records(8000, 1000));
        for (var key = 0; key < 100; key++)
            index.Delete(key);
        for (var key = 100; key < 110; key++)
            index.Upsert(key, Vectors[Count]);
        var hits = index.Search(Vectors[Count], 9000, settings);
        Assert.Equal(4500 - 50, hits.Length);
        Assert.Equal([100L, 102L, 104L, 106L, 108L], hits[..5].Select(static h => h.Key).Order());
        index.Compact();
        index.Load(Vectors.Records(9000, 200));
        Assert.Equal(4600 - 50, index.Search(Vectors[Count], 9000, settings).Length);
    }

    [Fact]
    public void Search_WithFewerAllowedThanAsked_GivesAllOfThem()
    {
        using var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = Dimensions });
        index.Load(Vectors.Records(0, 2000));
        Assert.Equal(3, index.Search(Vectors[Count], 10, new VectorSearchSettings { Filter = new VectorKeySet([5, 900, 1999, 5000]) }).Length);
        Assert.Empty(index.Search(Vectors[Count], 10, new VectorSearchSettings { Filter = new VectorKeySet([]) }));
    }

    private static void Check(VectorIndex index, IEnumerable<int> keys, string what)
    {
        var allowed = keys.ToDictionary(static i => (long)i, static i => Vectors[i]);
        var filter = new VectorKeySet(allowed.Keys);
        var recall = 0d;
        for (var query = Count; query < Count + 20; query++)
        {
            var hits = index.Search(Vectors[query], 10, new VectorSearchSettings { Filter = filter });
            Assert.All(hits, hit => Assert.True(allowed.ContainsKey(hit.Key), $"{hit.Key} leaked through {what}"));
            Assert.Equal(Math.Min(10, allowed.Count), hits.Length);
            recall += TestVectors.Recall(VectorMetric.L2, allowed, Vectors[query], hits, 10) / 20;
        }

        Assert.True(recall >= 0.95, $"{what}: recall {recall:F3}");
    }
}
