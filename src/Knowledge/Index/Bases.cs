using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Kernel.Files;
using Onebox.Knowledge.Chunking;
using Onebox.Knowledge.Embedding;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Store;

namespace Onebox.Knowledge.Index;

/// <summary>A base that is open: its record, its index, its embedding.</summary>
internal sealed record OpenBase(BaseRecord Record, KnowledgeSettings Settings, KnowledgeIndex Index, IEmbedder Embedder)
{
    public string Id => Record.Id;

    public string Name => Record.Name;

    public Fusion Fusion => Fusion.Parse(Record.Fusion);

    public IChunkPolicy Policy => ChunkPolicies.Find(Settings.Chunking ?? ChunkPolicies.Default)!;

    public ChunkSizes Sizes => new() { MaxTokens = Settings.ChunkTokens ?? new ChunkSizes().MaxTokens };

    /// <summary>What decides how documents are cut: those cut otherwise are cut again.</summary>
    public string Cut => $"1 {Policy.Name} {Sizes.MaxTokens} {Embedder.Identity}";

    /// <summary>Files that were sent, not named.</summary>
    public string Files => Path.Combine(Index.Folder, "files");
}

/// <summary>The knowledge bases of this box, each opened at first use and kept open.</summary>
internal sealed partial class Bases(BaseStore store, Embedders embedders, DataFolder data, ILogger<Bases> log) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<KnowledgeIndex>> _open = new(StringComparer.Ordinal);

    public static KnowledgeSettings SettingsOf(BaseRecord record) => JsonSerializer.Deserialize(record.Settings, ApiJson.Default.KnowledgeSettings) ?? new KnowledgeSettings();

    /// <exception cref="Kernel.ProblemException"><c>knowledge.not_found</c>.</exception>
    public async Task<OpenBase> OpenAsync(string nameOrId, CancellationToken cancellation) => Open(await store.GetAsync(nameOrId, cancellation));

    public OpenBase Open(BaseRecord record)
    {
        var settings = SettingsOf(record);
        var index = _open.GetOrAdd(record.Id, id => new Lazy<KnowledgeIndex>(() => OpenIndex(id, record)));
        return new OpenBase(record, settings, index.Value, embedders.Of(settings, record.Dimensions));
    }

    /// <summary>Closes a base and removes its files.</summary>
    public void Delete(string id)
    {
        if (_open.TryRemove(id, out var index) && index.IsValueCreated) index.Value.Dispose();
        if (Directory.Exists(FolderOf(id))) Directory.Delete(FolderOf(id), recursive: true);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var index in _open.Values.Where(i => i.IsValueCreated)) index.Value.Dispose();
        _open.Clear();
        return ValueTask.CompletedTask;
    }

    private KnowledgeIndex OpenIndex(string id, BaseRecord record)
    {
        var index = KnowledgeIndex.Open(FolderOf(id), record.Name, record.Dimensions);
        if (index.Damage is { } damage) Remade(record.Name, damage);
        return index;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The vectors of {Base} were made anew from its embeddings: {Damage}")]
    private partial void Remade(string @base, string damage);

    private string FolderOf(string id) => Path.Combine(data.Path, "knowledge", id);
}
