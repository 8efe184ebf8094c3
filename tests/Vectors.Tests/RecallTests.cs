namespace Onebox.Vectors.Tests;

public sealed class RecallTests
{
    public static TheoryData<VectorMetric, VectorStorage> All
    {
        get
        {
            var data = new TheoryData<VectorMetric, VectorStorage>();
            foreach (var metric in Enum.GetValues<VectorMetric>())
                foreach (var storage in Enum.GetValues<VectorStorage>())
                    data.Add(metric, storage);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Search_AfterLoadAndAfterSingleWrites_FindsTheNearest(VectorMetric metric, VectorStorage storage)
    {
        const int Count = 3000, Dimensions = 72;
        var vectors = new TestVectors(Count + 40, Dimensions, seed: 11, offset: 0.3f);
        var all = Enumerable.Range(0, Count).ToDictionary(static i => (long)i, i => vectors[i]);
        using var loaded = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = Dimensions, Metric = metric, Storage = storage, BuildThreads = 1 });
        loaded.Load(vectors.Records(0, Count));
        using var written = VectorIndex.InMemory(loaded.Options);
        foreach (var chunk in Enumerable.Range(0, Count).Chunk(500))
        {
            var batch = new VectorBatch();
            foreach (var i in chunk)
                batch.Upsert(i, vectors[i]);
            written.Apply(batch);
        }

        foreach (var index in (VectorIndex[])[loaded, written])
        {
            var recall = Enumerable.Range(Count, 40).Average(q => TestVectors.Recall(metric, all, vectors[q], index.Search(vectors[q], 10), 10));
            Assert.True(recall >= 0.95, $"recall {recall:F3}");
            var exact = Enumerable.Range(Count, 40).Average(q => TestVectors.Recall(metric, all, vectors[q], index.Search(vectors[q], 10, new VectorSearchSettings { Exact = true }), 10));
            Assert.True(exact >= (storage == VectorStorage.Half ? 0.97 : 0.995), $"exact {exact:F3}");
        }
    }

    [Theory]
    [InlineData(VectorMetric.L2)]
    [InlineData(VectorMetric.InnerProduct)]
    [InlineData(VectorMetric.Cosine)]
    public void Search_Distances_AreTheMetrics(VectorMetric metric)
    {
        var vectors = new TestVectors(300, 20, seed: 3);
        foreach (var kind in Enum.GetValues<VectorIndexKind>())
        {
            using var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 20, Metric = metric, Kind = kind });
            index.Load(vectors.Records(0, 299));
            var hits = index.Search(vectors[299], 10);
            Assert.Equal(10, hits.Length);
            Assert.Equal(hits.OrderBy(static h => h.Distance), hits);
            foreach (var hit in hits)
                Assert.Equal(TestVectors.Distance(metric, vectors[299], vectors[(int)hit.Key]), hit.Distance, 1e-3f);
        }
    }

    [Fact]
    public void Load_OfVectorsCloserThanTheirCodesCanTell_StillFindsTheNearest()
    {
        // All within a thousandth of each other, far from their mean's scale along one axis: 8-bit codes cannot order them.
        const int Dimensions = 32;
        var random = new Random(9);
        var all = Enumerable.Range(0, 2000).ToDictionary(static i => (long)i, i => Enumerable.Range(0, Dimensions).Select(d => d == 0 ? (i % 2) * 1000f : random.NextSingle()).ToArray());
        using var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = Dimensions, Metric = VectorMetric.L2, Storage = VectorStorage.Single });
        index.Load(all.Select(static pair => new VectorRecord(pair.Key, pair.Value)));
        var recall = Enumerable.Range(0, 40).Average(q => TestVectors.Recall(VectorMetric.L2, all, all[q], index.Search(all[q], 10), 10));
        Assert.True(recall >= 0.95, $"recall {recall:F3}");
    }

    [Fact]
    public void Search_OfEmptyTinyAndDuplicateIndexes_GivesWhatThereIs()
    {
        using var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 3, Metric = VectorMetric.L2 });
        Assert.Empty(index.Search([1, 2, 3], 5));
        index.Upsert(7, [1, 2, 3]);
        Assert.Equal([new VectorHit(7, 0)], index.Search([1, 2, 3], 5));
        for (var key = 100; key < 600; key++)
            index.Upsert(key, [5, 5, 5]);
        var walk = new VectorSearchSettings { Width = 64 };
        Assert.Equal(7, index.Search([1, 2, 3], 1, walk)[0].Key);
        Assert.Equal(50, index.Search([5, 5, 5], 50, walk).Select(static h => h.Key).Distinct().Count());
        Assert.Equal(501, index.Search([5, 5, 5], 1000, new VectorSearchSettings { Exact = true }).Length);
    }

    [Fact]
    public void Search_OnceWarm_AllocatesNothing()
    {
        var vectors = new TestVectors(1000, 64, seed: 4);
        using var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 64 });
        index.Load(vectors.Records(0, 1000));
        var hits = new VectorHit[10];
        for (var i = 0; i < 200; i++)
            index.Search(vectors[i], hits);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
            index.Search(vectors[i], hits);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Upsert_OfWhatCannotBeRanked_IsRefusedWithTheReason()
    {
        using var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 2 });
        Assert.Contains("3 dimensions", Refused(() => index.Upsert(1, [1, 2, 3])), StringComparison.Ordinal);
        Assert.Contains("not a finite", Refused(() => index.Upsert(1, [float.NaN, 1])), StringComparison.Ordinal);
        Assert.Contains("length zero", Refused(() => index.Upsert(1, [0, 0])), StringComparison.Ordinal);
        Assert.Contains("length zero", Refused(() => index.Search([0, 0], 1)), StringComparison.Ordinal);
        Assert.Contains("LinksPerNode", Refused(() => VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 0, LinksPerNode = 1 })), StringComparison.Ordinal);
        using var half = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 2, Metric = VectorMetric.L2, Storage = VectorStorage.Half });
        Assert.Contains("half precision", Refused(() => half.Upsert(1, [1e6f, 0])), StringComparison.Ordinal);
        index.Upsert(1, [1, 2]);
        Assert.Equal(1, index.Count);
        Assert.Contains("not a finite", Refused(() => index.Load([new VectorRecord(5, new float[] { 1, 1 }), new VectorRecord(6, new[] { 1, float.NaN })])), StringComparison.Ordinal);
        Assert.Equal(1, index.Count);
        index.Upsert(2, [2, 1]);
        Assert.Equal(2, index.Count);
    }

    private static string Refused(Action action)
    {
        var error = Assert.Throws<VectorIndexException>(action);
        Assert.Equal(VectorIndexFault.Invalid, error.Fault);
        return error.Message;
    }
}
