using System.Globalization;
using Microsoft.Extensions.VectorData;

namespace Onebox.PostgresVectors.Tests;

/// <summary>What is PostgreSQL's own: the graph, filters beside it, the server's names.</summary>
[Collection(nameof(PostgresServer))]
public sealed class PostgresVectorStoreTests(PostgresServer server)
{
    private const int Dimensions = 16;
    private const int Rows = 1200;

    private readonly PostgresVectorStoreOptions _options = new() { Schema = server.NewSchema() };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private PostgresVectorStore Store => new(server.Database, _options);

    [Fact]
    public async Task Search_ManyRows_GoesByTheGraphAndFindsTheNearest()
    {
        var collection = await FilledAsync();
        // The server does not know yet how many rows there are.
        await RunAsync($"ANALYZE {_options.Schema}.items");
        var plan = await PlanAsync($"SELECT \"Id\" FROM {_options.Schema}.items ORDER BY \"Vector\" <=> '[{string.Join(',', Enumerable.Repeat(1, Dimensions))}]'::vector LIMIT 10");
        Assert.Contains("Index Scan using", plan, StringComparison.Ordinal);

        var right = 0;
        for (var i = 0; i < 20; i++)
        {
            var query = VectorOf(100_000 + i);
            var exact = Enumerable.Range(0, Rows).OrderBy(r => 1 - Cosine(query, VectorOf(r))).Take(10).Select(r => (long)r).ToHashSet();
            right += (await collection.SearchAsync(query, 10, cancellationToken: Stop).ToListAsync(Stop)).Count(r => exact.Contains(r.Record.Id));
        }

        Assert.True(right >= 190, $"{right} of 200 nearest were found.");
    }

    [Fact]
    public async Task Search_RareFilter_GivesAllThatMatch()
    {
        var collection = await FilledAsync();
        // One in 400: the graph alone meets few of them.
        var rare = await collection.SearchAsync(VectorOf(7), 20, new() { Filter = p => p.Group == 399 }, Stop).ToListAsync(Stop);
        Assert.Equal(Enumerable.Range(0, Rows).Where(i => i % 400 == 399).Select(i => (long)i), rare.Select(r => r.Record.Id).Order());
        Assert.Equal(rare.Select(r => r.Score), rare.Select(r => r.Score).OrderDescending());
    }

    [Fact]
    public async Task Filter_WithNulls_MeansWhatItMeansInCSharp()
    {
        var collection = Store.GetCollection<long, Item>("nulls");
        await collection.EnsureCollectionExistsAsync(Stop);
        Item[] items = [Item.Of(1) with { Kind = "a" }, Item.Of(2) with { Kind = "b" }, Item.Of(3) with { Kind = null }];
        await collection.UpsertAsync(items, Stop);
        string[] wanted = ["a", "c"];
        string? none = null;
        foreach (var filter in (System.Linq.Expressions.Expression<Func<Item, bool>>[])
        [
            p => p.Kind == null, p => p.Kind != null, p => p.Kind != "a", p => !(p.Kind == "a"), p => p.Kind == none, p => wanted.Contains(p.Kind), p => p.Kind == "a" || p.Id > 2,
            p => !(p.Kind == "b" && p.Id == 2), p => p.Id >= 2 && p.Id < 3,
        ])
        {
            var found = await collection.GetAsync(filter, 10, cancellationToken: Stop).ToListAsync(Stop);
            Assert.Equal(items.Where(filter.Compile()).Select(i => i.Id), found.Select(i => i.Id).Order());
        }
    }

    [Theory]
    [InlineData("a\"; DROP SCHEMA public CASCADE; --")]
    [InlineData("naïve 名前")]
    public async Task Collection_WithAnOddName_IsATableOfThatName(string name)
    {
        var store = Store;
        var collection = store.GetCollection<long, Item>(name);
        await collection.EnsureCollectionExistsAsync(Stop);
        await collection.UpsertAsync(Item.Of(1), Stop);
        Assert.Contains(name, await store.ListCollectionNamesAsync(Stop).ToListAsync(Stop));
        Assert.Equal(1, (await collection.SearchAsync(VectorOf(1), 1, cancellationToken: Stop).ToListAsync(Stop))[0].Record.Id);
    }

    [Fact]
    public void Collection_WithALongName_IsRefused() => Assert.Throws<ArgumentException>(() => Store.GetCollection<long, Item>(new string('x', 64)));

    [Fact]
    public async Task Upsert_OneWrongAmongMany_PutsNone()
    {
        var collection = Store.GetCollection<long, Item>("whole");
        await collection.EnsureCollectionExistsAsync(Stop);
        await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync([Item.Of(1), Item.Of(2) with { Vector = new float[Dimensions + 1] }], Stop));
        Assert.Null(await collection.GetAsync(1, cancellationToken: Stop));
    }

    private async Task<VectorStoreCollection<long, Item>> FilledAsync()
    {
        var collection = Store.GetCollection<long, Item>("items");
        await collection.EnsureCollectionExistsAsync(Stop);
        await collection.UpsertAsync(Enumerable.Range(0, Rows).Select(i => Item.Of(i)), Stop);
        return collection;
    }

    private async Task RunAsync(string sql)
    {
#pragma warning disable CA2100 // The test's own words.
        await using var command = server.Database.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Stop);
    }

    private async Task<string> PlanAsync(string sql)
    {
#pragma warning disable CA2100 // The test's own words.
        await using var command = server.Database.CreateCommand($"EXPLAIN {sql}");
#pragma warning restore CA2100
        await using var row = await command.ExecuteReaderAsync(Stop);
        List<string> lines = [];
        while (await row.ReadAsync(Stop)) lines.Add(row.GetString(0));
        return string.Join('\n', lines);
    }

    private static float[] VectorOf(int i)
    {
        var random = new Random(i);
        return [.. Enumerable.Range(0, Dimensions).Select(_ => random.NextSingle() - 0.5f)];
    }

    private static double Cosine(float[] a, float[] b)
    {
        double dot = 0, aa = 0, bb = 0;
        for (var i = 0; i < a.Length; i++) (dot, aa, bb) = (dot + (a[i] * b[i]), aa + (a[i] * a[i]), bb + (b[i] * b[i]));
        return dot / Math.Sqrt(aa * bb);
    }

    public sealed record Item
    {
        [VectorStoreKey]
        public long Id { get; set; }

        [VectorStoreData(IsIndexed = true)]
        public int Group { get; set; }

        [VectorStoreData(IsIndexed = true)]
        public string? Kind { get; set; }

        [VectorStoreVector(Dimensions)]
        public float[] Vector { get; set; } = [];

        public static Item Of(int i) => new() { Id = i, Group = i % 400, Kind = i.ToString(CultureInfo.InvariantCulture), Vector = VectorOf(i) };
    }
}
