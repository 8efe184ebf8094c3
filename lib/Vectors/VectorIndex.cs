using Onebox.Vectors.Files;
using Onebox.Vectors.Graph;
using Onebox.Vectors.Store;

namespace Onebox.Vectors;

/// <summary>Vectors by key, searched by nearness. Any number of threads may search while one writes; writers wait for each other, readers for nobody.
/// A write that has returned is durable as <see cref="VectorIndexOptions.Durability"/> says.</summary>
public sealed unsafe class VectorIndex : IDisposable
{
    private readonly IndexWriter _writer;
    private readonly Readers _readers;
    private readonly ScratchPool _scratch;
    private readonly Storage? _storage;
    private bool _disposed;

    private VectorIndex(VectorIndexOptions options, string? folder)
    {
        options.Validate();
        Options = options;
        Scratch Create() => new(options.Dimensions, options.LinksPerNode);
        _readers = new Readers(Create);
        _scratch = new ScratchPool(Create);
        _storage = folder is null ? null : new Storage(options, IndexFolder.Open(folder));
        try
        {
            _writer = new IndexWriter(options, _readers, _scratch, _storage);
        }
        catch
        {
            _storage?.Dispose();
            _scratch.Dispose();
            throw;
        }
    }

    public VectorIndexOptions Options { get; }

    public int Count => _writer.Current.Live;

    public VectorIndexStatus Status
    {
        get
        {
            lock (_writer.Gate)
            {
                var current = _writer.Current;
                return new VectorIndexStatus(
                    current.Live, current.Slots, _writer.DeadSlots, current.Columns.OwnedBytes, _storage?.LogBytes ?? 0, _storage?.CheckpointError);
            }
        }
    }

    /// <summary>Opens the index in a folder, or makes one there.</summary>
    /// <exception cref="VectorIndexException">In use, corrupted, of an unknown version, or made with other options.</exception>
    public static VectorIndex Open(string folder, VectorIndexOptions options) => new(options, folder);

    /// <summary>An index that lives as long as this object.</summary>
    public static VectorIndex InMemory(VectorIndexOptions options) => new(options, null);

    /// <summary>Adds a vector, or replaces the one with this key.</summary>
    public void Upsert(long key, ReadOnlySpan<float> vector, ReadOnlySpan<byte> payload = default) => Apply(new VectorBatch().Upsert(key, vector, payload));

    /// <returns>False when there was none.</returns>
    public bool Delete(long key)
    {
        lock (_writer.Gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_writer.Current.Columns.Find(key, _writer.Current.Version) < 0)
                return false;
            _writer.Apply([new VectorWrite(key, null, [])]);
            return true;
        }
    }

    /// <summary>Applies a batch as one: readers and recovery see all of it or nothing.</summary>
    public void Apply(VectorBatch batch)
    {
        if (batch.Count == 0)
            return;
        VectorWrite[] writes = [.. batch.Writes];
        lock (_writer.Gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _writer.Apply(writes);
        }
    }

    /// <summary>Takes many vectors at once, on all build threads and without the log: they are durable, all together, when this returns.
    /// Meant for the first fill; for a filled index it is a large batch followed by a checkpoint.</summary>
    /// <returns>How many rows were taken.</returns>
    public int Load(IEnumerable<VectorRecord> records)
    {
        lock (_writer.Gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _writer.Load(records);
        }
    }

    /// <summary>Finds the nearest vectors. Allocates nothing once warm.</summary>
    /// <param name="hits">Filled from the front, nearest first; its length is how many are wanted.</param>
    /// <returns>How many were found.</returns>
    public int Search(ReadOnlySpan<float> query, Span<VectorHit> hits, VectorSearchSettings? settings = null)
    {
        var seat = Enter(out var snapshot);
        try
        {
            var scratch = _readers.ScratchOf(seat);
            VectorInput.Prepare(query, Options, new Span<float>(scratch.Input.Floats, Options.PaddedDimensions));
            var nearest = scratch.Nearest(hits.Length);
            var found = snapshot.Navigator.Search(snapshot, scratch.Input.Floats, nearest, settings ?? VectorSearchSettings.Default, scratch);
            for (var i = 0; i < found; i++)
            {
                var distance = Ranked.Distance(nearest[i]);
                hits[i] = new VectorHit(snapshot.Columns.Keys.Ref<long>(Ranked.Slot(nearest[i])), Options.Metric == VectorMetric.Cosine ? distance / 2 : distance);
            }

            return found;
        }
        finally
        {
            _readers.Leave(seat);
        }
    }

    public VectorHit[] Search(ReadOnlySpan<float> query, int count, VectorSearchSettings? settings = null)
    {
        var hits = new VectorHit[count];
        return hits[..Search(query, hits, settings)];
    }

    public bool Contains(long key) => TryGet(key, default, out _, copyPayload: false);

    /// <param name="vector">Receives the vector (of unit length for cosine); may be empty when only the payload is wanted.</param>
    public bool TryGet(long key, Span<float> vector, out byte[] payload) => TryGet(key, vector, out payload, copyPayload: true);

    /// <summary>Every key with its payload, as of one version.</summary>
    public void Visit(Action<long, ReadOnlySpan<byte>> visitor)
    {
        var seat = Enter(out var snapshot);
        try
        {
            for (var slot = 0; slot < snapshot.Slots; slot++)
                if (snapshot.Columns.IsAlive(slot, snapshot.Version))
                    visitor(snapshot.Columns.Keys.Ref<long>(slot), snapshot.Columns.Payloads.Get(snapshot.Columns.PayloadReferences.Ref<long>(slot)));
        }
        finally
        {
            _readers.Leave(seat);
        }
    }

    /// <summary>Folds the log into a new snapshot now. The index also does so by itself.</summary>
    public void Checkpoint()
    {
        lock (_writer.Gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _writer.Checkpoint();
        }
    }

    /// <summary>Takes what was deleted out of the graph now. The index also does so by itself, when a fifth of it is dead.</summary>
    public void Compact()
    {
        lock (_writer.Gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _writer.Compact();
        }
    }

    public void Dispose()
    {
        lock (_writer.Gate)
        {
            if (Volatile.Read(ref _disposed))
                return;
            Volatile.Write(ref _disposed, true);
            _writer.Dispose();
            _readers.Dispose();
            _scratch.Dispose();
        }
    }

    private bool TryGet(long key, Span<float> vector, out byte[] payload, bool copyPayload)
    {
        payload = [];
        var seat = Enter(out var snapshot);
        try
        {
            var slot = snapshot.Columns.Find(key, snapshot.Version);
            if (slot < 0)
                return false;
            if (!vector.IsEmpty)
                snapshot.Columns.ReadVector(slot, vector[..Options.Dimensions]);
            if (copyPayload)
                payload = snapshot.Columns.Payloads.Get(snapshot.Columns.PayloadReferences.Ref<long>(slot)).ToArray();
            return true;
        }
        finally
        {
            _readers.Leave(seat);
        }
    }

    private int Enter(out Snapshot snapshot)
    {
        var seat = _readers.Enter(_writer.Current.Version);
        snapshot = _writer.Current;
        if (!Volatile.Read(ref _disposed))
            return seat;
        _readers.Leave(seat);
        throw new ObjectDisposedException(nameof(VectorIndex));
    }
}
