using Onebox.Documents;
using Onebox.Knowledge.Chunking;
using Onebox.Knowledge.Embedding;
using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.Bench;

/// <summary>A set's documents in an index of their own.</summary>
internal sealed class FilledIndex : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-bench-").FullName;

    private FilledIndex() => Index = KnowledgeIndex.Open(_folder, "bench", Embedder.Dimensions);

    public static SentenceEmbedder Embedder { get; } = new();

    public KnowledgeIndex Index { get; }

    /// <param name="embed">False: without vectors, for text alone.</param>
    public static async Task<FilledIndex> OfAsync(IReadOnlyList<Document> documents, int chunkTokens, bool embed = true)
    {
        var filled = new FilledIndex();
        var sizes = new ChunkSizes { MaxTokens = chunkTokens };
        foreach (var batch in documents.Chunk(64))
        {
            var cut = batch.Select(d => (Document: d, Chunks: new StructurePolicy().Cut(d, sizes, Embedder.Size).ToList())).ToList();
            var embedded = embed
                ? (await EmbedChunks.RunAsync([.. cut.SelectMany(c => c.Chunks)], Embedder, filled.Index, CancellationToken.None)).Chunks
                : cut.SelectMany(c => c.Chunks).Select(c => new EmbeddedChunk(c, [])).ToList();
            await filled.Index.WriteAsync(
                (connection, change) =>
                {
                    var at = 0;
                    foreach (var (document, chunks) in cut)
                    {
                        DocumentWriter.Put(connection, change, Stored(document.Name), null, embedded.GetRange(at, chunks.Count));
                        at += chunks.Count;
                    }
                },
                CancellationToken.None);
        }

        return filled;
    }

    public void Dispose()
    {
        Index.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static StoredDocument Stored(string name) =>
        new(0, name, name, "", name, "text/plain", 0, "", StoredDocument.Ready, null, [], [], "", 0, 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "", []);
}
