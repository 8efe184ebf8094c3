using Onebox.Documents;
using Onebox.Knowledge.Chunking;
using Onebox.Knowledge.Embedding;
using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.Ingestion;

/// <summary>A file that was read and cut, and is not in the base yet.</summary>
internal sealed record CutFile(StoredDocument Stored, Document Document, IReadOnlyList<Chunk> Chunks)
{
    public int Windows { get; } = Chunks.Sum(c => c.Windows.Count);

    public long Characters { get; } = Chunks.Sum(c => (long)c.Text.Length);
}

/// <summary>
/// Embeds and writes files while the next ones are read. Those that came in while others were being written share a batch and a transaction: a thousand small files wait for the disk
/// a few dozen times, and a large one is written as soon as it is read. Each file is there whole or not at all.
/// </summary>
internal sealed class WriteTogether(OpenBase target) : IAsyncDisposable
{
    // More gain nothing; and what waits is held in memory, twice: one group is written, the next collects.
    private const int MostWindows = 512;
    private const long MostCharacters = 2_000_000;

    private List<CutFile> _waiting = [];
    private Task _writing = Task.CompletedTask;

    /// <summary>Returns at once while there is room.</summary>
    public async Task AddAsync(CutFile file, CancellationToken cancellation)
    {
        _waiting.Add(file);
        if (_writing.IsCompleted || _waiting.Sum(f => f.Windows) >= MostWindows || _waiting.Sum(f => f.Characters) >= MostCharacters) await NextAsync(cancellation);
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
        await _writing;
        if (_waiting.Count == 0) return;
        var group = _waiting;
        _waiting = [];
        _writing = Task.Run(() => WriteAsync(group, cancellation), cancellation);
    }

    private async Task WriteAsync(List<CutFile> files, CancellationToken cancellation)
    {
        var (embedded, _) = await EmbedChunks.RunAsync([.. files.SelectMany(f => f.Chunks)], target.Embedder, target.Index, cancellation);
        await target.Index.WriteAsync(
            (connection, change) =>
            {
                var at = 0;
                foreach (var file in files)
                {
                    DocumentWriter.Put(connection, change, file.Stored, file.Document, embedded.GetRange(at, file.Chunks.Count));
                    at += file.Chunks.Count;
                }
            },
            cancellation);
    }
}
