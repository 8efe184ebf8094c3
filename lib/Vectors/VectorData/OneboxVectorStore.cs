using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Onebox.Vectors.VectorData;

/// <summary>Collections in a folder, each an index in a folder of its own. The same code works with any other <see cref="VectorStore"/>.</summary>
public sealed class OneboxVectorStore : VectorStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, OpenCollection> _open = [];
    private readonly string _folder;
    private readonly OneboxVectorStoreOptions _options;

    public OneboxVectorStore(string folder, OneboxVectorStoreOptions? options = null)
    {
        _folder = folder;
        _options = options ?? new OneboxVectorStoreOptions();
        Directory.CreateDirectory(folder);
    }

    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null)
    {
        if (typeof(TRecord) == typeof(Dictionary<string, object?>))
            throw new ArgumentException("Use GetDynamicCollection for records that are dictionaries.", nameof(name));
        var model = new OneboxModelBuilder().Build(typeof(TRecord), typeof(TKey), definition, definition?.EmbeddingGenerator);
        return new OneboxCollection<TKey, TRecord>(this, name, model);
    }

    public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition)
        => new OneboxCollection<object, Dictionary<string, object?>>(this, name, new OneboxModelBuilder().BuildDynamic(definition, definition.EmbeddingGenerator));

    public override async IAsyncEnumerable<string> ListCollectionNamesAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var folder in Directory.EnumerateDirectories(_folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsCollection(folder))
                yield return Uri.UnescapeDataString(Path.GetFileName(folder));
        }
    }

    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default) => Task.FromResult(IsCollection(FolderOf(name)));

    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_open.Remove(name, out var open))
                open.Dispose();
            if (Directory.Exists(FolderOf(name)))
                Directory.Delete(FolderOf(name), recursive: true);
        }

        return Task.CompletedTask;
    }

    public override object? GetService(Type serviceType, object? serviceKey = null)
        => serviceKey is null && serviceType == typeof(VectorStoreMetadata) ? new VectorStoreMetadata { VectorStoreSystemName = "onebox", VectorStoreName = _folder }
            : serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    internal OpenCollection Open(string name, CollectionModel model, bool create)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(name, out var open))
                return open;
            if (!create && !IsCollection(FolderOf(name)))
                throw new VectorStoreException($"There is no collection {name}. Create it with EnsureCollectionExistsAsync.") { VectorStoreSystemName = "onebox", CollectionName = name };
            return _open[name] = new OpenCollection(FolderOf(name), CollectionShape.Options(model.VectorProperty, _options), model);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_gate)
            {
                foreach (var open in _open.Values)
                    open.Dispose();
                _open.Clear();
            }
        }

        base.Dispose(disposing);
    }

    private static bool IsCollection(string folder)
        => Directory.Exists(folder) && (Directory.EnumerateFiles(folder, "*.log").Any() || Directory.EnumerateFiles(folder, "*.snapshot").Any());

    /// <summary>Escaped, so that a name never leaves the folder.</summary>
    private string FolderOf(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Path.Combine(_folder, Uri.EscapeDataString(name).Replace(".", "%2E", StringComparison.Ordinal));
    }
}
