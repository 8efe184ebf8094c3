using Onebox.Documents;
using Onebox.Knowledge.Chunking;
using Onebox.Knowledge.Embedding;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge.Tests;

/// <summary>A base in a folder of its own, filled without a host: real SQLite, real vectors, the real encoder.</summary>
internal sealed class FilledBase : IDisposable
{
    public FilledBase() => Index = KnowledgeIndex.Open(Folder, "test", Embedder.Dimensions);

    public static SentenceEmbedder Embedder { get; } = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("onebox-test-").FullName;

    public KnowledgeIndex Index { get; private set; }

    public ChunkSizes Sizes { get; init; } = new();

    public IChunkPolicy Policy { get; init; } = new StructurePolicy();

    /// <summary>Many of one paragraph each, in one transaction.</summary>
    public async Task PutAllAsync(IReadOnlyList<(StoredDocument Document, string Text)> documents)
    {
        var parsed = documents.Select(d => new Document { Name = d.Document.Name, MimeType = d.Document.MimeType, Blocks = [new ParagraphBlock(d.Text)] }).ToList();
        var chunks = parsed.ConvertAll(d => Policy.Cut(d, Sizes, Embedder.Size).ToList());
        var (embedded, _) = await EmbedChunks.RunAsync([.. chunks.SelectMany(c => c)], Embedder, Index, CancellationToken.None);
        await Index.WriteAsync(
            (connection, change) =>
            {
                var at = 0;
                for (var i = 0; i < documents.Count; at += chunks[i].Count, i++) DocumentWriter.Put(connection, change, documents[i].Document, parsed[i], embedded.GetRange(at, chunks[i].Count));
            },
            CancellationToken.None);
    }

    public Task PutAsync(string name, string text, params string[] readers) => PutAsync(name, [new ParagraphBlock(text)], readers);

    public async Task PutAsync(string name, IReadOnlyList<Block> blocks, params string[] readers)
    {
        var document = new Document { Name = name, MimeType = "text/plain", Blocks = blocks };
        var (embedded, made) = await EmbedChunks.RunAsync([.. Policy.Cut(document, Sizes, Embedder.Size)], Embedder, Index, CancellationToken.None);
        Made += made;
        await Index.WriteAsync((connection, change) => DocumentWriter.Put(connection, change, Stored(name, readers), document, embedded), CancellationToken.None);
    }

    /// <summary>How many texts had to be embedded.</summary>
    public int Made { get; private set; }

    public Task RemoveAsync(string name) =>
        Index.WriteAsync((connection, change) => DocumentWriter.Remove(connection, change, Index.View.Documents.Single(d => d.Name == name), DateTimeOffset.UnixEpoch), CancellationToken.None);

    public async Task<IReadOnlyList<Hit>> SearchAsync(string question, Api.Knowledge.SearchMode mode = Api.Knowledge.SearchMode.Hybrid, Readership? readers = null, int top = 10, DocumentFilter? filter = null) =>
        (await Search.RunAsync(Index, Embedder, Fusion.Default, mode, question, top, readers ?? Readership.Everything, filter, CancellationToken.None)).Hits;

    /// <summary>As after a restart.</summary>
    public void OpenAgain(Action? meanwhile = null)
    {
        Index.Dispose();
        meanwhile?.Invoke();
        Index = KnowledgeIndex.Open(Folder, "test", Embedder.Dimensions);
    }

    public void Dispose()
    {
        Index.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    public static StoredDocument Stored(string name, string[] readers) => new(
        0, $"doc_{name}", name, "", name, "text/plain", 1, name, StoredDocument.Ready, null, readers, [], "tester", 0, 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "", []);
}
