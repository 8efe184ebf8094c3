using Microsoft.Data.Sqlite;
using Onebox.Knowledge.Chunking;
using Onebox.Knowledge.Embedding;
using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.Ingestion;

/// <summary>What is not in the base yet: a file that was read and cut, or a note on one that was not.</summary>
/// <param name="Chunks">To be embedded first; none for a note.</param>
/// <param name="Put">Gets the chunks with the vectors of their windows.</param>
internal sealed record PendingWrite(IReadOnlyList<Chunk> Chunks, Action<SqliteConnection, IndexChange, IReadOnlyList<EmbeddedChunk>> Put)
{
    public int Windows { get; } = Chunks.Sum(c => c.Windows.Count);

    public long Characters { get; } = Chunks.Sum(c => (long)c.Text.Length);
}

/// <summary>
/// Embeds and writes files while the next ones are read: one group is written, the next embedded, a third collects. What came in meanwhile shares a batch and a transaction: a thousand
/// small files wait for the disk a few dozen times, and a large one is written as soon as it is read. Each file is there whole or not at all.
/// </summary>
internal sealed class WriteTogether(OpenBase target) : IAsyncDisposable
{
    // More gain nothing; and what waits is held in memory, three times.
    private const int MostWindows = 512;
    private const long MostCharacters = 2_000_000;
    private const int MostWrites = 1024;

    private List<PendingWrite> _waiting = [];
    private Task _embedding = Task.CompletedTask;
    private Task _writing = Task.CompletedTask;

    /// <summary>Returns at once while there is room.</summary>
    public async Task AddAsync(PendingWrite write, CancellationToken cancellation)
    {
        _waiting.Add(write);
        if (_embedding.IsCompleted || _waiting.Count >= MostWrites || _waiting.Sum(w => w.Windows) >= MostWindows || _waiting.Sum(w => w.Characters) >= MostCharacters) await NextAsync(cancellation);
    }

    /// <summary>Until everything is written.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        await NextAsync(cancellation);
        await _writing;
    }

    /// <summary>Whoever was interrupted waits for what is being written; why it failed is told by what is asked next.</summary>
    public async ValueTask DisposeAsync() => await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task NextAsync(CancellationToken cancellation)
    {
        await _embedding;
        if (_waiting.Count == 0) return;
        var (group, before) = (_waiting, _writing);
        _waiting = [];
        var embedding = Task.Run(
            async () =>
            {
                var (embedded, _) = await EmbedChunks.RunAsync([.. group.SelectMany(w => w.Chunks)], target.Embedder, target.Index, cancellation);
                // Not further ahead of what is written than one group.
                await before;
                return embedded;
            },
            cancellation);
        (_embedding, _writing) = (embedding, WriteAsync(group, embedding, cancellation));
    }

    private async Task WriteAsync(List<PendingWrite> group, Task<List<EmbeddedChunk>> embedding, CancellationToken cancellation)
    {
        var embedded = await embedding;
        await Task.Run(
            () => target.Index.WriteAsync(
                (connection, change) =>
                {
                    var at = 0;
                    foreach (var write in group)
                    {
                        write.Put(connection, change, embedded.GetRange(at, write.Chunks.Count));
                        at += write.Chunks.Count;
                    }
                },
                cancellation),
            cancellation);
    }
}
