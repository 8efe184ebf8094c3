namespace Onebox.Vectors.Tests;

public sealed class ConcurrencyTests
{
    private const int Anchors = 50;
    private const int Dimensions = 16;

    [Theory]
    [InlineData(VectorStorage.Single)]
    [InlineData(VectorStorage.Code4)]
    public async Task Readers_WhileOneWrites_SeeWholeVersions(VectorStorage storage)
    {
        // Anchors 0 … 49 are rewritten in one batch each time, all with the same payload; other keys come and go. A reader must always find all anchors, each
        // once, and a batch never in part.
        using var folder = new TestFolder();
        var vectors = new TestVectors(6000, Dimensions, seed: 31);
        using var index = VectorIndex.Open(folder.Path, new VectorIndexOptions
        {
            Dimensions = Dimensions,
            Metric = VectorMetric.L2,
            Storage = storage,
            LinksPerNode = 8,
            BuildWidth = 40,
            BuildThreads = 2,
            Durability = VectorDurability.OperatingSystem,
        });
        index.Load(vectors.Records(0, 2000));
        var anchors = new VectorKeySet(Enumerable.Range(0, Anchors).Select(static i => (long)i));
        using var done = new CancellationTokenSource();
        var reads = 0;
        var readers = Enumerable.Range(0, 3).Select(reader => Task.Run(() =>
        {
            var random = new Random(reader);
            while (!done.IsCancellationRequested)
            {
                var query = vectors[random.Next(6000)];
                var allowed = index.Search(query, Anchors + 10, new VectorSearchSettings { Filter = anchors });
                Assert.Equal(Enumerable.Range(0, Anchors).Select(static i => (long)i), allowed.Select(static h => h.Key).Order());
                var free = index.Search(query, 20);
                Assert.Equal(20, free.Select(static h => h.Key).Distinct().Count());
                Assert.All(free, hit => Assert.False(hit.Key is >= 100_000, "a key that was never committed"));
                var versions = new Dictionary<long, int>();
                index.Visit((key, payload) =>
                {
                    if (key < Anchors && !payload.IsEmpty)
                        versions.Add(key, BitConverter.ToInt32(payload));
                });
                Assert.True(versions.Count is 0 or Anchors);
                Assert.True(versions.Values.Distinct().Count() <= 1, "a batch was seen in part");
                Interlocked.Increment(ref reads);
            }
        })).ToArray();

        try
        {
            var random = new Random(99);
            for (var round = 0; round < 60 || Volatile.Read(ref reads) < 30; round++)
            {
                Assert.DoesNotContain(readers, static task => task.IsFaulted);
                var batch = new VectorBatch();
                for (var key = 0; key < Anchors; key++)
                    batch.Upsert(key, vectors[random.Next(6000)], BitConverter.GetBytes(round));
                for (var i = 0; i < 40; i++)
                {
                    var key = random.Next(1000, 5000);
                    if (random.Next(2) == 0)
                        batch.Delete(key);
                    else
                        batch.Upsert(key, vectors[key]);
                }

                index.Apply(batch);
                if (round % 10 == 3)
                    index.Compact();
                if (round % 15 == 7)
                    index.Checkpoint();
            }
        }
        finally
        {
            await done.CancelAsync();
            await Task.WhenAll(readers);
        }
    }

    [Fact]
    public async Task Readers_WhileAnEmptyIndexGrowsAndItsCodesAreTrainedAnew_FindWhatIsThere()
    {
        // Codes are trained at 256 and at 4096 vectors: readers that hold the old ones must not look for rows that only the new ones have.
        var vectors = new TestVectors(6000, Dimensions, seed: 33);
        using var index = VectorIndex.InMemory(new VectorIndexOptions
        {
            Dimensions = Dimensions,
            Metric = VectorMetric.L2,
            Storage = VectorStorage.Code4,
            LinksPerNode = 8,
            BuildWidth = 30,
            BuildThreads = 1,
        });
        index.Upsert(0, vectors[0]);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(reader => Task.Run(() =>
        {
            var random = new Random(reader);
            while (!done.IsCancellationRequested)
            {
                var before = index.Count;
                var hits = index.Search(vectors[random.Next(6000)], 10);
                Assert.True(hits.Length >= Math.Min(10, before));
            }
        })).ToArray();
        try
        {
            foreach (var chunk in Enumerable.Range(1, 5999).Chunk(37))
            {
                var batch = new VectorBatch();
                foreach (var i in chunk)
                    batch.Upsert(i, vectors[i]);
                index.Apply(batch);
            }
        }
        finally
        {
            await done.CancelAsync();
            await Task.WhenAll(readers);
        }

        Assert.Equal(6000, index.Count);
        Assert.Equal(5950, index.Search(vectors[5950], 1)[0].Key);
    }

    [Fact]
    public async Task Dispose_WhileReading_WaitsForReaders()
    {
        var vectors = new TestVectors(2000, Dimensions, seed: 32);
        var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = Dimensions });
        index.Load(vectors.Records(0, 2000));
        var started = new TaskCompletionSource();
        var reader = Task.Run(() =>
        {
            for (var i = 0; ; i++)
            {
                index.Search(vectors[i % 2000], 10);
                if (i == 10)
                    started.SetResult();
            }
        });
        await started.Task;
        index.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => reader);
        Assert.Throws<ObjectDisposedException>(() => index.Upsert(1, vectors[0]));
    }
}
