using Onebox.Vectors.Codes;
using Onebox.Vectors.Graph;
using Onebox.Vectors.Search;

namespace Onebox.Vectors.Store;

/// <summary>The one writer: log first, then columns and graph, then a new snapshot for readers. Callers take <see cref="Gate"/>.</summary>
internal sealed class IndexWriter : IDisposable
{
    private readonly VectorIndexOptions _options;
    private readonly Readers _readers;
    private readonly ScratchPool _scratch;
    private readonly Storage? _storage;
    private readonly Stack<int> _free = [];
    private readonly Retired _retired;
    private List<int> _dead = [];
    private Linker? _linker;
    private Snapshot _current;
    private bool _broken;

    public IndexWriter(VectorIndexOptions options, Readers readers, ScratchPool scratch, Storage? storage)
    {
        _options = options;
        _readers = readers;
        _scratch = scratch;
        _storage = storage;
        _retired = new Retired(readers);
        var columns = storage?.OpenSnapshot(out var version) ?? Fresh(options, out version);
        for (var slot = 0; slot < columns.Slots; slot++)
            if (columns.Deaths.Ref<long>(slot) != 0)
                _dead.Add(slot);
        _current = Use(columns, version, columns.Slots - _dead.Count);
        try
        {
            storage?.OpenLog(Replay);
        }
        catch
        {
            columns.Dispose();
            throw;
        }
    }

    public Lock Gate { get; } = new();

    public Snapshot Current => Volatile.Read(ref _current);

    public int DeadSlots => _dead.Count;

    public void Apply(IReadOnlyCollection<VectorWrite> writes)
    {
        EnsureWhole();
        VectorInput.Check(writes, _options);
        _storage?.Append(writes);
        Guarded(() => Take(writes));
        Maintain();
    }

    public int Load(IEnumerable<VectorRecord> records)
    {
        EnsureWhole();
        var columns = _current.Columns;
        var commit = new Commit(columns, _free);
        var fresh = _current.Slots == 0;
        try
        {
            foreach (var record in records)
                commit.Upsert(record.Key, record.Vector.Span, record.Payload.ToArray(), encode: !fresh);
        }
        catch
        {
            foreach (var slot in commit.Slots)
                _free.Push(slot); // Never seen by anyone; the index is as before.
            throw;
        }

        return Guarded(() =>
        {
            if (fresh)
                BulkLink.Run(columns, commit.Slots, _scratch, _options.BuildThreads);
            else if (columns.Graph is not null)
                _linker!.Link(commit.Slots, columns.Slots, _scratch, _options.BuildThreads);
            Publish(commit);
            if (fresh)
                Refresh(columns);
            Checkpoint();
            return commit.Slots.Count;
        });
    }

    /// <summary>Folds the log into a new snapshot; in mapped mode readers move over to it and the memory held since the last one is freed.</summary>
    public void Checkpoint()
    {
        if (_storage is null)
            return;
        _storage.Checkpoint(_current.Columns, _current.Version);
        if (_options.Residency == VectorResidency.Mapped)
        {
            var old = _current.Columns;
            var columns = _storage.Reopen(out _);
            Volatile.Write(ref _current, Use(columns, _current.Version + 1, _current.Live));
            _retired.Add(old, _current.Version);
        }

        _retired.Collect(_current.Version);
    }

    /// <summary>Takes dead slots that no reader can see out of the graph, for reuse.</summary>
    public void Compact()
    {
        EnsureWhole();
        var columns = _current.Columns;
        var oldest = _readers.Oldest(_current.Version);
        var dead = _dead.Where(slot => columns.Deaths.Ref<long>(slot) <= oldest).ToHashSet();
        if (dead.Count == 0)
            return;
        Guarded(() =>
        {
            if (columns.Graph is not null)
                _linker!.Unlink(dead, slot => columns.IsAlive(slot, _current.Version), columns.Slots, _scratch, _options.BuildThreads);
            foreach (var slot in dead)
            {
                Volatile.Write(ref columns.Births.Ref<long>(slot), long.MaxValue);
                columns.Map.Remove(columns.Keys.Ref<long>(slot), slot);
                _free.Push(slot);
            }

            _dead = _dead.FindAll(slot => !dead.Contains(slot));
            return 0;
        });
    }

    public void Dispose()
    {
        _readers.Drain();
        _retired.Dispose();
        _current.Columns.Dispose();
        _storage?.Dispose();
    }

    private static Columns Fresh(VectorIndexOptions options, out long version)
    {
        version = 1;
        return new Columns(options);
    }

    private Snapshot Use(Columns columns, long version, int live)
    {
        _linker = columns.Graph is null ? null : Spaces.Linker(columns);
        return new Snapshot
        {
            Columns = columns,
            Navigator = Spaces.Navigator(columns),
            Version = version,
            Slots = columns.Slots,
            Live = live,
            LogLength = columns.LogLength,
        };
    }

    private void Replay(IReadOnlyCollection<VectorWrite> writes)
    {
        VectorInput.Check(writes, _options);
        Take(writes);
    }

    private int Take(IReadOnlyCollection<VectorWrite> writes)
    {
        var columns = _current.Columns;
        var commit = new Commit(columns, _free);
        foreach (var write in writes)
            if (write.Vector is null)
                commit.Delete(write.Key);
            else
                commit.Upsert(write.Key, write.Vector, write.Payload, encode: true);
        if (commit.Slots.Count > 0)
            _linker?.Link(commit.Slots, columns.Slots, _scratch, _options.BuildThreads);
        Publish(commit);
        if (columns.Codes is { } codes && CodeTraining.IsDue(codes, _current.Live))
            Retrain(columns, codes);
        if (_dead.Count > Math.Max(1000, columns.Slots / 5))
            Compact();
        return commit.Slots.Count;
    }

    private void Publish(Commit commit)
    {
        var version = _current.Version + 1;
        var dead = commit.Apply(version);
        _dead.AddRange(dead);
        var columns = _current.Columns;
        var live = _current.Live + commit.Slots.Count - dead.Count;
        Volatile.Write(ref _current, _current with { Version = version, Slots = columns.Slots, Live = live, LogLength = columns.LogLength });
    }

    private void Retrain(Columns columns, CodeTable old)
    {
        var version = _current.Version;
        columns.Codes = CodeTraining.Train(columns, old.Bits, columns.Slots, slot => columns.IsAlive(slot, version), _options.BuildThreads);
        Refresh(columns);
        _retired.Add(old, _current.Version);
        _retired.Collect(_current.Version);
    }

    /// <summary>New codes: a new navigator for readers to come.</summary>
    private void Refresh(Columns columns) => Volatile.Write(ref _current, Use(columns, _current.Version + 1, _current.Live));

    private void Maintain()
    {
        _retired.Collect(_current.Version);
        if (_storage is { CheckpointIsDue: true })
            _storage.TryCheckpoint(Checkpoint);
    }

    private T Guarded<T>(Func<T> change)
    {
        try
        {
            return change();
        }
        catch (Exception e) when (e is not VectorIndexException { Fault: VectorIndexFault.Invalid })
        {
            _broken = true;
            throw;
        }
    }

    private void EnsureWhole()
    {
        if (_broken)
            throw new VectorIndexException(VectorIndexFault.Corrupted, "An earlier write was interrupted halfway in memory. Open the index again: its log has every acknowledged write.");
    }
}
