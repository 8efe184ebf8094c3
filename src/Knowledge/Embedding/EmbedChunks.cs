using System.Security.Cryptography;
using System.Text;
using Onebox.Knowledge.Chunking;
using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.Embedding;

/// <summary>Gives every window its vector: from the base's own cache when the same text was embedded before, else from the embedder, in batches.</summary>
internal static class EmbedChunks
{
    private const int Batch = 256;

    /// <returns>For each chunk its windows' vectors; and how many were not in the cache.</returns>
    public static async Task<(List<EmbeddedChunk> Chunks, int Made)> RunAsync(IReadOnlyList<Chunk> chunks, IEmbedder embedder, KnowledgeIndex index, CancellationToken cancellation)
    {
        var made = 0;
        var vectors = await RunAsync(chunks.SelectMany(c => c.Windows).Select(w => w.Embedded), embedder, index, cancellation, count => made = count);
        return ([.. chunks.Select(c => new EmbeddedChunk(c, [.. c.Windows.Select(w => vectors[w.Embedded])]))], made);
    }

    /// <param name="making">Gets how many were not in the cache.</param>
    /// <returns>The vector of each text.</returns>
    public static async Task<Dictionary<string, Embedded>> RunAsync(IEnumerable<string> all, IEmbedder embedder, KnowledgeIndex index, CancellationToken cancellation, Action<int>? making = null)
    {
        var texts = all.Distinct(StringComparer.Ordinal).ToDictionary(t => t, t => Hash(embedder.Identity, t), StringComparer.Ordinal);
        var vectors = new Dictionary<string, Embedded>(StringComparer.Ordinal);
        using (var connection = index.Read())
        {
            foreach (var (text, hash) in texts)
                if (connection.Value<byte[]>("SELECT vector FROM embeddings WHERE hash = $0", hash) is { } known) vectors[text] = new Embedded(hash, VectorBytes.Read(known));
        }

        var missing = texts.Keys.Where(t => !vectors.ContainsKey(t)).ToList();
        making?.Invoke(missing.Count);
        foreach (var batch in missing.Chunk(Batch))
        {
            var made = await embedder.EmbedAsync(batch, cancellation);
            for (var i = 0; i < batch.Length; i++) vectors[batch[i]] = new Embedded(texts[batch[i]], made[i]);
        }

        return vectors;
    }

    public static byte[] Hash(string identity, string text) => SHA256.HashData(Encoding.UTF8.GetBytes($"{identity}\n{text}"))[..16];
}
