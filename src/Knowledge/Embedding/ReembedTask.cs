using System.Text.Json;
using Onebox.Api;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Chunking;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Ingestion;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Store;
using Onebox.Tasks;

namespace Onebox.Knowledge.Embedding;

internal sealed record ReembedInput(string BaseId, string Embedding, int? Dimensions);

/// <summary>
/// Embeds a base's windows by another model. Vectors are kept as they are made, so that the task goes on where it was after a restart or a failure; the base changes over in one
/// transaction at the end, and until then searches go by the vectors that are there. Ingestions of the base wait.
/// </summary>
internal sealed class ReembedTask(Bases bases, BaseStore store, Embedders embedders, RunningIngestions running, IAudit audit) : TaskHandler<ReembedInput>
{
    public const string KindName = "knowledge.embed";

    private const int Batch = 128;

    public override string Kind => KindName;

    protected override async Task RunAsync(ReembedInput input, TaskRun run, CancellationToken cancellation)
    {
        run.Step("waiting for its turn", "windows");
        using var turn = await running.EnterAsync(input.BaseId, run.TaskId, cancellation);
        var opened = await bases.OpenAsync(input.BaseId, cancellation);
        var settings = opened.Settings with { Embedding = input.Embedding, EmbeddingDimensions = input.Dimensions };
        var dimensions = await embedders.DimensionsAsync(settings, cancellation);
        var embedder = embedders.Of(settings, dimensions);
        if (embedder.Identity != opened.Embedder.Identity)
        {
            await PrepareAsync(opened, embedder, cancellation);
            do
            {
                await EmbedAsync(opened, embedder, run, cancellation);
            }
            // A chunk that was edited meanwhile has a window without its new vector.
            while (!await opened.Index.ChangeVectorsAsync(dimensions, connection => ChangeOver(connection, opened.Embedder.Identity, embedder.Identity), cancellation));
            await store.SetEmbeddingAsync(opened.Id, JsonSerializer.Serialize(settings, ApiJson.Default.KnowledgeSettings), dimensions, Fusion.Default.ToString(), cancellation);
        }

        await audit.WriteAsync(run.StartedBy, "knowledge.embedding_changed", opened.Id, $"{opened.Name}: {input.Embedding}", CancellationToken.None);
    }

    /// <summary>What an earlier run for another embedding left is of no use.</summary>
    private static Task PrepareAsync(OpenBase opened, IEmbedder embedder, CancellationToken cancellation) => opened.Index.WriteAsync(
        (connection, _) =>
        {
            if (connection.Value<string>("SELECT value FROM settings WHERE name = 'embedding next'") == embedder.Identity) return;
            connection.Run("DROP TABLE IF EXISTS next_embeddings; CREATE TABLE next_embeddings(window INTEGER PRIMARY KEY, embedding BLOB NOT NULL);");
            connection.Run("INSERT OR REPLACE INTO settings(name, value) VALUES ('embedding next', $0)", embedder.Identity);
        },
        cancellation);

    private static async Task EmbedAsync(OpenBase opened, IEmbedder embedder, TaskRun run, CancellationToken cancellation)
    {
        const string Missing = "FROM windows w JOIN chunks c ON c.id = w.chunk WHERE w.id NOT IN (SELECT window FROM next_embeddings)";
        using var connection = opened.Index.Read();
        var total = connection.Value<long>("SELECT count(*) FROM windows");
        run.Step("embedding", "windows", total, total - connection.Value<long>($"SELECT count(*) {Missing}"));
        var builder = new ChunkBuilder(opened.Sizes, embedder.Size);
        while (true)
        {
            var batch = connection.Read(
                r => (Window: r.GetInt64(0), Text: r.GetString(3).Substring(r.GetInt32(1), r.GetInt32(2)).Trim(), Heading: r.GetString(4)), $"SELECT w.id, w.start, w.length, c.text, c.heading {Missing} ORDER BY w.id LIMIT {Batch}");
            if (batch.Count == 0) return;
            var texts = batch.ConvertAll(w => builder.Context(w.Heading.Split(Chunk.Joint, StringSplitOptions.RemoveEmptyEntries)) + w.Text);
            var made = await EmbedChunks.RunAsync(texts, embedder, opened.Index, cancellation);
            await opened.Index.WriteAsync(
                (writing, _) =>
                {
                    for (var i = 0; i < batch.Count; i++)
                    {
                        writing.Run("INSERT OR IGNORE INTO embeddings(hash, vector) VALUES ($0, $1)", made[texts[i]].Hash, VectorBytes.Write(made[texts[i]].Vector));
                        writing.Run("INSERT OR REPLACE INTO next_embeddings(window, embedding) VALUES ($0, $1)", batch[i].Window, made[texts[i]].Hash);
                    }
                },
                cancellation);
            run.Report(total - connection.Value<long>($"SELECT count(*) {Missing}"), total);
        }
    }

    private static bool ChangeOver(Microsoft.Data.Sqlite.SqliteConnection connection, string before, string after)
    {
        if (connection.Value<long>("SELECT count(*) FROM windows WHERE id NOT IN (SELECT window FROM next_embeddings)") > 0) return false;
        connection.Run("UPDATE windows SET embedding = (SELECT n.embedding FROM next_embeddings n WHERE n.window = windows.id)");
        connection.Run("DROP TABLE next_embeddings; DELETE FROM settings WHERE name = 'embedding next'; DELETE FROM embeddings WHERE hash NOT IN (SELECT embedding FROM windows);");
        // Documents were cut alike, so that they need not be read again.
        connection.Run("UPDATE documents SET cut = replace(cut, $0, $1)", before, after);
        return true;
    }
}
