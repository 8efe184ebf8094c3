using CsCheck;

namespace Onebox.Vectors.Tests;

/// <summary>The index against a dictionary.</summary>
public sealed class ModelTests
{
    private const int Dimensions = 8;

    private enum Step
    {
        Upsert,
        Delete,
        Batch,
        Load,
        Compact,
        Checkpoint,
        Reopen,
    }

    [Theory]
    [InlineData(VectorStorage.Single, VectorResidency.Mapped)]
    [InlineData(VectorStorage.Int8, VectorResidency.Mapped)]
    [InlineData(VectorStorage.Code2, VectorResidency.Resident)]
    public void Index_AfterAnySteps_EqualsTheModel(VectorStorage storage, VectorResidency residency)
    {
        var options = new VectorIndexOptions
        {
            Dimensions = Dimensions,
            Metric = VectorMetric.L2,
            Storage = storage,
            Residency = residency,
            LinksPerNode = 4,
            BuildWidth = 16,
            BuildThreads = 1,
            Durability = VectorDurability.OperatingSystem,
        };
        Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 30], Gen.Int[0, 1000]).Array[1, 40].Sample(
            steps =>
            {
                using var folder = new TestFolder();
                var model = new Dictionary<long, (float[] Vector, byte[] Payload)>();
                var index = VectorIndex.Open(folder.Path, options);
                try
                {
                    foreach (var (step, key, seed) in steps)
                    {
                        Apply(ref index, model, step, key, seed, folder, options);
                        Compare(index, model, seed);
                    }
                }
                finally
                {
                    index.Dispose();
                }
            },
            iter: 25,
            threads: 1);
    }

    [Fact]
    public void Search_AfterManyRoundsOfDeletesAndUpdates_KeepsItsRecallAndItsSize()
    {
        const int Count = 4000;
        var vectors = new TestVectors(Count * 3 + 30, 32, seed: 8);
        using var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 32, Metric = VectorMetric.L2, Storage = VectorStorage.Int8 });
        index.Load(vectors.Records(0, Count));
        var model = Enumerable.Range(0, Count).ToDictionary(static i => (long)i, i => vectors[i]);
        var random = new Random(2);
        for (var round = 0; round < 12; round++)
        {
            var batch = new VectorBatch();
            for (var i = 0; i < 1000; i++)
            {
                var key = random.Next(Count);
                var vector = vectors[random.Next(Count * 3)];
                if (random.Next(3) == 0)
                {
                    batch.Delete(key);
                    model.Remove(key);
                }
                else
                {
                    batch.Upsert(key, vector);
                    model[key] = vector;
                }
            }

            index.Apply(batch);
        }

        Assert.Equal(model.Count, index.Count);
        var recall = Enumerable.Range(Count * 3, 30).Average(q => TestVectors.Recall(VectorMetric.L2, model, vectors[q], index.Search(vectors[q], 10), 10));
        Assert.True(recall >= 0.95, $"recall {recall:F3}");
        // Twelve thousand writes, yet dead places are used again.
        Assert.InRange(index.Status.Slots, Count, 2 * Count);
    }

    [Fact]
    public void Delete_OfEverything_LeavesAnIndexThatWorks()
    {
        var vectors = new TestVectors(2000, 16, seed: 1);
        using var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 16 });
        index.Load(vectors.Records(0, 2000));
        for (var key = 0; key < 2000; key++)
            Assert.True(index.Delete(key));
        Assert.False(index.Delete(5));
        Assert.Empty(index.Search(vectors[0], 10));
        index.Compact();
        index.Load(vectors.Records(0, 500));
        Assert.Equal(3, index.Search(vectors[3], 1)[0].Key);
        Assert.Equal(500, index.Count);
    }

    private static void Apply(
        ref VectorIndex index, Dictionary<long, (float[] Vector, byte[] Payload)> model, Step step, int key, int seed, TestFolder folder, VectorIndexOptions options)
    {
        switch (step)
        {
            case Step.Upsert:
                index.Upsert(key, Vector(seed), Payload(seed));
                model[key] = (Vector(seed), Payload(seed));
                break;
            case Step.Delete:
                Assert.Equal(model.Remove(key), index.Delete(key));
                break;
            case Step.Batch:
                var batch = new VectorBatch();
                for (var i = 0; i < 6; i++)
                {
                    var each = (key + i * 5) % 31;
                    if ((seed + i) % 3 == 0)
                    {
                        batch.Delete(each);
                        model.Remove(each);
                    }
                    else
                    {
                        batch.Upsert(each, Vector(seed + i), Payload(seed + i));
                        model[each] = (Vector(seed + i), Payload(seed + i));
                    }
                }

                index.Apply(batch);
                break;
            case Step.Load:
                index.Load(Enumerable.Range(key, 20).Select(k => new VectorRecord(k, Vector(seed + k), Payload(seed + k))));
                for (var k = key; k < key + 20; k++)
                    model[k] = (Vector(seed + k), Payload(seed + k));
                break;
            case Step.Compact:
                index.Compact();
                break;
            case Step.Checkpoint:
                index.Checkpoint();
                break;
            default:
                index.Dispose();
                index = VectorIndex.Open(folder.Path, options);
                break;
        }
    }

    private static void Compare(VectorIndex index, Dictionary<long, (float[] Vector, byte[] Payload)> model, int seed)
    {
        Assert.Equal(model.Count, index.Count);
        var vector = new float[Dimensions];
        for (var key = 0L; key < 52; key++)
        {
            Assert.Equal(model.TryGetValue(key, out var expected), index.TryGet(key, vector, out var payload));
            if (expected.Vector is null)
                continue;
            Assert.Equal(expected.Vector, vector);
            Assert.Equal(expected.Payload, payload);
        }

        var query = Vector(seed + 77);
        var exact = index.Search(query, 60, new VectorSearchSettings { Exact = true });
        Assert.Equal(model.Keys.Order(), exact.Select(static h => h.Key).Order());
        Assert.Equal(exact.Select(static h => h.Key).Order(), index.Search(query, 60).Select(static h => h.Key).Order());
        // A named width walks the graph. It may miss a node of so thin a graph now and then, and must never give a dead one.
        var walked = index.Search(query, 60, new VectorSearchSettings { Width = 200 });
        Assert.All(walked, hit => Assert.True(model.ContainsKey(hit.Key)));
        Assert.True(walked.Length >= model.Count - 2 - model.Count / 10, $"{walked.Length} of {model.Count} reached");
        var visited = new List<long>();
        index.Visit((key, _) => visited.Add(key));
        Assert.Equal(model.Keys.Order(), visited.Order());
    }

    private static float[] Vector(int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, Dimensions).Select(_ => (float)(Half)(random.NextSingle() * 2 - 1)).ToArray();
    }

    private static byte[] Payload(int seed) => seed % 4 == 0 ? [] : BitConverter.GetBytes(seed);
}
