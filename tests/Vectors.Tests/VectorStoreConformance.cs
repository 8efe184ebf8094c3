using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace Onebox.Vectors.Tests;

/// <summary>What Onebox asks of any vector store behind Microsoft.Extensions.VectorData. A store joins by a class that says how to make it.</summary>
public abstract class VectorStoreConformance : IAsyncDisposable
{
    private VectorStore? _store;

    private VectorStore Store => _store ??= CreateStore();

    /// <summary>A new, empty store.</summary>
    protected abstract VectorStore CreateStore();

    /// <summary>The same store, opened anew after the first was disposed.</summary>
    protected abstract VectorStore ReopenStore();

    public virtual ValueTask DisposeAsync()
    {
        _store?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Collection_FromCreationToDeletion_ExistsAndIsListed()
    {
        var collection = Store.GetCollection<string, Passage>("hand book/1");
        Assert.False(await collection.CollectionExistsAsync());
        await collection.EnsureCollectionExistsAsync();
        await collection.EnsureCollectionExistsAsync();
        Assert.True(await collection.CollectionExistsAsync());
        Assert.True(await Store.CollectionExistsAsync("hand book/1"));
        Assert.Equal(["hand book/1"], await Store.ListCollectionNamesAsync().ToListAsync());
        await collection.EnsureCollectionDeletedAsync();
        Assert.False(await collection.CollectionExistsAsync());
        Assert.Empty(await Store.ListCollectionNamesAsync().ToListAsync());
    }

    [Fact]
    public async Task Record_UpsertedGotUpdatedAndDeleted_ComesBackAsItWas()
    {
        var collection = await FilledAsync();
        var passage = await collection.GetAsync("p3", new RecordRetrievalOptions { IncludeVectors = true });
        Assert.NotNull(passage);
        Assert.Equal(("p3", "text 3", 3, "odd"), (passage.Id, passage.Text, passage.Page, passage.Kind));
        Assert.Equal(["tag3", "all"], passage.Tags);
        Assert.Equal(new DateTimeOffset(2026, 1, 4, 0, 0, 0, TimeSpan.Zero), passage.Written);
        AssertVector(VectorOf(3), passage.Vector);
        Assert.Null(await collection.GetAsync("nobody"));

        passage.Text = "changed";
        passage.Vector = VectorOf(7);
        await collection.UpsertAsync(passage);
        var changed = await collection.GetAsync("p3", new RecordRetrievalOptions { IncludeVectors = true });
        Assert.Equal("changed", changed!.Text);
        AssertVector(VectorOf(7), changed.Vector);

        await collection.DeleteAsync("p3");
        await collection.DeleteAsync("p3");
        Assert.Null(await collection.GetAsync("p3"));
        Assert.Equal(["p1", "p2"], (await collection.GetAsync(["p1", "p2", "p3"]).ToListAsync()).Select(static p => p.Id).Order());
    }

    [Fact]
    public async Task Search_ForAStoredVector_FindsItFirstWithItsScore()
    {
        var collection = await FilledAsync();
        var results = await collection.SearchAsync(VectorOf(5), 3).ToListAsync();
        Assert.Equal(3, results.Count);
        Assert.Equal("p5", results[0].Record.Id);
        Assert.Equal(1, results[0].Score!.Value, 1e-3);
        Assert.True(results[0].Score >= results[1].Score && results[1].Score >= results[2].Score);
        Assert.Equal(results.Skip(1).Select(static r => r.Record.Id), (await collection.SearchAsync(VectorOf(5), 2, new() { Skip = 1 }).ToListAsync()).Select(static r => r.Record.Id));
        var near = await collection.SearchAsync(VectorOf(5), 40, new() { ScoreThreshold = 0.999 }).ToListAsync();
        Assert.Equal(["p5"], near.Select(static r => r.Record.Id));
    }

    [Fact]
    public async Task Search_WithFilter_GivesOnlyAndAllThatMatch()
    {
        var collection = await FilledAsync();
        var odd = await collection.SearchAsync(VectorOf(4), 40, new() { Filter = static p => p.Kind == "odd" && p.Page > 10 }).ToListAsync();
        Assert.Equal(Enumerable.Range(0, 40).Where(static i => i % 2 == 1 && i > 10).Select(static i => $"p{i}").Order(), odd.Select(static r => r.Record.Id).Order());
        var tagged = await collection.SearchAsync(VectorOf(4), 40, new() { Filter = static p => p.Tags.Contains("tag9") || p.Id == "p2" }).ToListAsync();
        Assert.Equal(["p2", "p9"], tagged.Select(static r => r.Record.Id).Order());
        await collection.DeleteAsync("p9");
        Assert.Equal(["p2"], (await collection.SearchAsync(VectorOf(4), 40, new() { Filter = static p => p.Tags.Contains("tag9") || p.Id == "p2" }).ToListAsync()).Select(static r => r.Record.Id));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await collection.SearchAsync(VectorOf(4), 1, new() { Filter = static p => p.Text == "text 3" }).ToListAsync());
    }

    [Fact]
    public async Task Get_ByFilter_SortsSkipsAndTakes()
    {
        var collection = await FilledAsync();
        var pages = await collection.GetAsync(static p => p.Kind == "even", 3, new() { Skip = 1, OrderBy = static o => o.Descending(static p => p.Page) }).ToListAsync();
        Assert.Equal([36, 34, 32], pages.Select(static p => p.Page));
    }

    [Fact]
    public async Task Store_ClosedAndOpened_HoldsItsCollections()
    {
        await FilledAsync();
        Store.Dispose();
        _store = ReopenStore();
        var collection = Store.GetCollection<string, Passage>("passages");
        Assert.Equal("p8", (await collection.SearchAsync(VectorOf(8), 1).ToListAsync())[0].Record.Id);
        await collection.UpsertAsync(Passage.Of(100));
        Assert.Equal("text 100", (await collection.GetAsync("p100"))!.Text);
        Assert.Equal("text 8", (await collection.GetAsync("p8"))!.Text);
    }

    [Fact]
    public async Task Collection_NotCreated_SaysSo()
    {
        var collection = Store.GetCollection<string, Passage>("missing");
        await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync(Passage.Of(1)));
    }

    [Theory]
    [InlineData(DistanceFunction.DotProductSimilarity)]
    [InlineData(DistanceFunction.EuclideanDistance)]
    [InlineData(DistanceFunction.CosineDistance)]
    public async Task DynamicCollection_OfEachDistance_ScoresByIt(string function)
    {
        var definition = new VectorStoreCollectionDefinition
        {
            Properties =
            [
                new VectorStoreKeyProperty("Key", typeof(long)),
                new VectorStoreDataProperty("Name", typeof(string)) { IsIndexed = true },
                new VectorStoreVectorProperty("Vector", typeof(ReadOnlyMemory<float>), 2) { DistanceFunction = function },
            ],
        };
        using var collection = Store.GetDynamicCollection("dynamic", definition);
        await collection.EnsureCollectionExistsAsync();
        await collection.UpsertAsync(
            [
                new() { ["Key"] = 1L, ["Name"] = "a", ["Vector"] = new ReadOnlyMemory<float>([3, 4]) },
                new() { ["Key"] = 2L, ["Name"] = "b", ["Vector"] = new ReadOnlyMemory<float>([-3, 4]) },
            ]);
        var results = await collection.SearchAsync(new ReadOnlyMemory<float>([3, 0]), 2).ToListAsync();
        Assert.Equal(1L, results[0].Record["Key"]);
        double[] expected = function switch { DistanceFunction.DotProductSimilarity => [9, -9], DistanceFunction.EuclideanDistance => [4, Math.Sqrt(52)], _ => [0.4, 1.6] };
        Assert.Equal(expected[0], results[0].Score!.Value, 1e-3);
        Assert.Equal(expected[1], results[1].Score!.Value, 1e-3);
        var filtered = await collection.SearchAsync(new ReadOnlyMemory<float>([3, 0]), 2, new() { Filter = static r => (string)r["Name"]! == "b" }).ToListAsync();
        Assert.Equal(2L, Assert.Single(filtered).Record["Key"]);
    }

    [Fact]
    public async Task Collection_WithEmbeddingGenerator_EmbedsRecordsAndQueries()
    {
        var definition = new VectorStoreCollectionDefinition
        {
            EmbeddingGenerator = new LetterEmbedding(),
            Properties = [new VectorStoreKeyProperty("Id", typeof(Guid)), new VectorStoreVectorProperty("Text", typeof(string), 26)],
        };
        using var collection = Store.GetCollection<Guid, Note>("notes", definition);
        await collection.EnsureCollectionExistsAsync();
        var (first, second) = (new Note { Id = new Guid(1, 0, 0, new byte[8]), Text = "aaab" }, new Note { Id = new Guid(2, 0, 0, new byte[8]), Text = "zzzy" });
        await collection.UpsertAsync([first, second]);
        Assert.Equal(second.Id, (await collection.SearchAsync("zz", 1).ToListAsync())[0].Record.Id);
    }

    private static void AssertVector(ReadOnlyMemory<float> expected, ReadOnlyMemory<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected.Span[i], actual.Span[i], 1e-4f);
    }

    private static ReadOnlyMemory<float> VectorOf(int i) => Passage.Of(i).Vector;

    private async Task<VectorStoreCollection<string, Passage>> FilledAsync()
    {
        var collection = Store.GetCollection<string, Passage>("passages");
        await collection.EnsureCollectionExistsAsync();
        await collection.UpsertAsync(Enumerable.Range(0, 40).Select(Passage.Of));
        return collection;
    }

    public sealed class Passage
    {
        [VectorStoreKey]
        public string Id { get; set; } = "";

        [VectorStoreData(StorageName = "body")]
        public string Text { get; set; } = "";

        [VectorStoreData(IsIndexed = true)]
        public int Page { get; set; }

        [VectorStoreData(IsIndexed = true)]
        public string? Kind { get; set; }

        [VectorStoreData(IsIndexed = true)]
        public List<string> Tags { get; set; } = [];

        [VectorStoreData]
        public DateTimeOffset Written { get; set; }

        [VectorStoreVector(12)]
        public ReadOnlyMemory<float> Vector { get; set; }

        public static Passage Of(int i)
        {
            var random = new Random(i);
            return new Passage
            {
                Id = $"p{i}",
                Text = $"text {i}",
                Page = i,
                Kind = i % 2 == 1 ? "odd" : "even",
                Tags = [$"tag{i}", "all"],
                Written = new DateTimeOffset(2026, 1, 1 + i % 28, 0, 0, 0, TimeSpan.Zero),
                Vector = Enumerable.Range(0, 12).Select(_ => random.NextSingle() * 6 - 3).ToArray(),
            };
        }
    }

    public sealed class Note
    {
        public Guid Id { get; set; }

        public string Text { get; set; } = "";
    }

    /// <summary>Counts letters: enough to tell an embedding was made.</summary>
    private sealed class LetterEmbedding : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
            => Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(static text =>
            {
                var counts = new float[26];
                foreach (var letter in text)
                    counts[letter - 'a']++;
                return new Embedding<float>(counts);
            })));

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

        public void Dispose()
        {
        }
    }
}
