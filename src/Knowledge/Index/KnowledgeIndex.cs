using Microsoft.Data.Sqlite;
using Onebox.Vectors;

namespace Onebox.Knowledge.Index;

/// <summary>
/// One knowledge base on the disk: <c>base.db</c> (documents, chunks, full text, embeddings) and <c>vectors/</c>. The database is the truth: what a kill between the two
/// leaves behind is put right when the base is opened. Any number of threads read while one writes.
/// </summary>
internal sealed class KnowledgeIndex : IDisposable
{
    private const int ExactUpTo = 20_000;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Lock _viewing = new();
    private readonly string _database;
    private long _version = 1;
    private bool _vectorsAreBehind;
    private IndexView? _view;

    // Searches may still read the vectors of the embedding before.
    private readonly List<VectorIndex> _retired = [];
    private volatile VectorIndex _vectors;

    private KnowledgeIndex(string folder, string vectors, int dimensions)
    {
        Folder = folder;
        _database = Path.Combine(folder, "base.db");
        _vectors = OpenVectors(vectors, dimensions);
        foreach (var old in Directory.EnumerateDirectories(folder, "vectors*").Where(f => Path.GetFileName(f) != vectors)) Directory.Delete(old, recursive: true);
    }

    public string Folder { get; }

    /// <summary>Why the vectors had to be made anew when the base was opened; null when they had not.</summary>
    public string? Damage { get; private set; }

    /// <summary>Vectors by window.</summary>
    public VectorIndex Vectors => _vectors;

    public VectorSearchSettings SearchSettings(Admitted admitted, int wanted) => new()
    {
        Filter = admitted.Windows,
        // Every admitted vector is looked at while that costs milliseconds: nothing is missed.
        Exact = (admitted.Windows?.Count ?? Vectors.Count) <= ExactUpTo,
        Width = Math.Max(200, wanted * 3),
    };

    /// <summary>Opens the base in a folder, or makes one there.</summary>
    public static KnowledgeIndex Open(string folder, string name, int dimensions)
    {
        Directory.CreateDirectory(folder);
        var vectors = new VectorsPlace("vectors", dimensions);
        using (var connection = IndexSchema.Open(Path.Combine(folder, "base.db"), writes: true))
        {
            IndexSchema.Prepare(connection, name);
            vectors = VectorsPlace.Read(connection) ?? vectors;
        }

        var index = new KnowledgeIndex(folder, vectors.Folder, vectors.Dimensions);
        try
        {
            index.Reconcile(index.Vectors);
            return index;
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    /// <summary>A connection for reading; it sees one version of the base in each statement.</summary>
    public SqliteConnection Read() => IndexSchema.Open(_database, writes: false);

    public int CountQuestions()
    {
        using var connection = Read();
        return (int)connection.Value<long>("SELECT count(*) FROM questions");
    }

    /// <summary>The base as of now.</summary>
    public IndexView View
    {
        get
        {
            lock (_viewing)
            {
                var version = Interlocked.Read(ref _version);
                if (_view is { } view && view.Version == version) return view;
                using var connection = Read();
                return _view = IndexView.Read(connection, version);
            }
        }
    }

    /// <summary>Writes in one transaction, then brings the vectors along.</summary>
    /// <param name="write">Notes in the change which windows came and went.</param>
    public async Task WriteAsync(Action<SqliteConnection, IndexChange> write, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            var change = new IndexChange();
            using (var connection = IndexSchema.Open(_database, writes: true))
            using (var transaction = connection.BeginTransaction())
            {
                write(connection, change);
                transaction.Commit();
            }

            // Readers that still hold the view from before may meet vectors that it does not know: these they pass over.
            FollowWithVectors(change);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The records are written, whatever becomes of the vectors: whoever searches from now on sees them. Vectors that could not follow are put right with the next write.</summary>
    private void FollowWithVectors(IndexChange change)
    {
        var behind = _vectorsAreBehind;
        _vectorsAreBehind = true;
        try
        {
            if (behind) Reconcile(Vectors);
            else Vectors.Apply(change.Vectors);
            _vectorsAreBehind = false;
        }
        finally
        {
            Interlocked.Increment(ref _version);
        }
    }

    /// <summary>Puts vectors of another embedding in the place of those that are there. Until this returns, searches go by the old ones.</summary>
    /// <param name="write">Gives every window its new embedding, in one transaction; false when it cannot yet.</param>
    public async Task<bool> ChangeVectorsAsync(int dimensions, Func<SqliteConnection, bool> write, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            VectorsPlace place;
            using (var connection = IndexSchema.Open(_database, writes: true))
            using (var transaction = connection.BeginTransaction())
            {
                if (!write(connection)) return false;
                place = VectorsPlace.Next(VectorsPlace.Read(connection), dimensions);
                place.Write(connection);
                transaction.Commit();
            }

            // A kill from here on: the base opens with the new folder and fills it.
            var fresh = OpenVectors(place.Folder, dimensions);
            Reconcile(fresh);
            _retired.Add(_vectors);
            _vectors = fresh;
            _vectorsAreBehind = false;
            Interlocked.Increment(ref _version);
            return true;
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose()
    {
        Vectors.Dispose();
        foreach (var old in _retired) old.Dispose();
        _writing.Dispose();
        using var connection = new SqliteConnection($"Data Source={_database}");
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>Makes the vectors what the database says they are.</summary>
    private void Reconcile(VectorIndex vectors)
    {
        var stale = new HashSet<long>();
        vectors.Visit((key, _) => stale.Add(key));
        using var connection = Read();
        var gone = new VectorBatch();
        var records = new List<VectorRecord>();
        using (var command = connection.Command("SELECT w.id, e.vector FROM windows w JOIN embeddings e ON e.hash = w.embedding"))
        using (var row = command.ExecuteReader())
        {
            while (row.Read())
            {
                if (stale.Remove(row.GetInt64(0))) continue;
                var vector = VectorBytes.Read((byte[])row.GetValue(1));
                if (VectorBytes.SaysSomething(vector)) records.Add(new VectorRecord(row.GetInt64(0), vector));
            }
        }

        foreach (var key in stale) gone.Delete(key);
        vectors.Apply(gone);
        if (records.Count > 0) vectors.Load(records);
    }

    /// <summary>Files that are damaged are made anew from the embeddings, which the database has.</summary>
    private VectorIndex OpenVectors(string folder, int dimensions)
    {
        var (path, options) = (Path.Combine(Folder, folder), new VectorIndexOptions { Dimensions = dimensions, BuildThreads = Math.Max(1, Environment.ProcessorCount / 2) });
        try
        {
            return VectorIndex.Open(path, options);
        }
        catch (VectorIndexException error) when (error.Fault is VectorIndexFault.Corrupted or VectorIndexFault.UnknownVersion)
        {
            Damage = error.Message;
            Directory.Delete(path, recursive: true);
            return VectorIndex.Open(path, options);
        }
    }
}
