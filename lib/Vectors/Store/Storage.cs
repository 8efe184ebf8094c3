using Onebox.Vectors.Files;

namespace Onebox.Vectors.Store;

/// <summary>The files of one index: folder lock, current generation, log.</summary>
internal sealed class Storage(VectorIndexOptions options, IndexFolder folder) : IDisposable
{
    private const int ReplayBatch = 4096;
    private long _generation = folder.NewestGeneration();
    private WriteAheadLog? _log;
    private long _snapshotBytes;
    private long _retryAt;

    /// <summary>Why the last checkpoint that the index began by itself failed; null after one that did not. Nothing is lost: the log goes on.</summary>
    public string? CheckpointError { get; private set; }

    public long LogBytes => _log?.Length ?? 0;

    public bool CheckpointIsDue
        => LogBytes > Math.Max(options.CheckpointLogBytes, _snapshotBytes / 4) && LogBytes >= _retryAt;

    public Columns? OpenSnapshot(out long version)
    {
        version = 1;
        return _generation == 0 ? null : Reopen(out version);
    }

    public Columns Reopen(out long version)
    {
        var path = folder.SnapshotOf(_generation);
        _snapshotBytes = new FileInfo(path).Length;
        return SnapshotReader.Read(path, _generation, _log is null ? options : options with { VerifyOnOpen = false }, out version);
    }

    /// <summary>Replays what came after the snapshot, many frames at once: linking in parallel is what takes the time.</summary>
    public void OpenLog(Action<IReadOnlyCollection<VectorWrite>> replay)
    {
        var path = folder.LogOf(_generation);
        var batch = new VectorBatch();
        if (File.Exists(path))
            _log = WriteAheadLog.Open(path, _generation, options, writes =>
            {
                batch.Add(writes);
                if (batch.Count < ReplayBatch)
                    return;
                replay([.. batch.Writes]);
                batch = new VectorBatch();
            });
        else if (_generation > 0 || folder.HasLogs)
            throw new VectorIndexException(VectorIndexFault.Corrupted, $"{path} is missing: a log is there before its snapshot is, and goes after it. Restore the index's folder from a backup, or build the index again from its documents.");
        else
            _log = WriteAheadLog.Create(path, _generation, options);
        if (batch.Count > 0)
            replay([.. batch.Writes]);
        folder.RemoveAllBut(_generation);
    }

    public void Append(IReadOnlyCollection<VectorWrite> writes) => _log!.Append(writes);

    /// <summary>The next log, empty, then the snapshot; its rename is the moment that counts. A crash before it leaves the old pair, one after it the new.</summary>
    public void Checkpoint(Columns columns, long version)
    {
        var next = _generation + 1;
        var log = WriteAheadLog.Create(folder.LogOf(next), next, options);
        try
        {
            SnapshotWriter.Write(folder.SnapshotOf(next), columns, next, version);
        }
        catch
        {
            log.Dispose();
            // Renamed, but perhaps not for good: a start might take either pair, so neither may grow.
            if (File.Exists(folder.SnapshotOf(next)))
                _log!.Refuse();
            throw;
        }

        _log!.Dispose();
        (_log, _generation) = (log, next);
        _snapshotBytes = new FileInfo(folder.SnapshotOf(next)).Length;
        folder.RemoveAllBut(next);
    }

    public void TryCheckpoint(Action checkpoint)
    {
        try
        {
            checkpoint();
            CheckpointError = null;
            _retryAt = 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CheckpointError = e.Message;
            _retryAt = LogBytes + options.CheckpointLogBytes;
        }
    }

    public void Dispose()
    {
        _log?.Dispose();
        folder.Dispose();
    }
}
