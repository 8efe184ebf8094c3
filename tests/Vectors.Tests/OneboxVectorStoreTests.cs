using Microsoft.Extensions.VectorData;
using Onebox.Vectors.VectorData;

namespace Onebox.Vectors.Tests;

public sealed class OneboxVectorStoreTests : VectorStoreConformance
{
    private readonly TestFolder _folder = new();

    protected override VectorStore CreateStore() => ReopenStore();

    protected override VectorStore ReopenStore() => new OneboxVectorStore(_folder.Path, new OneboxVectorStoreOptions { Durability = VectorDurability.OperatingSystem });

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../elsewhere")]
    [InlineData("/etc")]
    public async Task Collection_WithANameThatPointsElsewhere_StaysInTheFolder(string name)
    {
        using var store = ReopenStore();
        var collection = store.GetCollection<string, Passage>(name);
        await collection.EnsureCollectionExistsAsync();
        Assert.Single(Directory.EnumerateDirectories(_folder.Path));
        Assert.Equal([name], await store.ListCollectionNamesAsync().ToListAsync());
    }
}
