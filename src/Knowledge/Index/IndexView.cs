using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Text;
using Onebox.Vectors;

namespace Onebox.Knowledge.Index;

/// <summary>
/// What searches need of every document and chunk, as of one version of the base: who may read it, and how long it is. Never changes; a search keeps the one it began with.
/// Also the home of what is worked out for this version: postings of terms and the key sets of reader groups.
/// </summary>
internal sealed class IndexView
{
    private const int MaxCachedPostings = 4_000_000;
    private const int MaxCachedFilters = 256;

    private readonly ConcurrentDictionary<string, Postings> _postings = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Admitted> _admitted = new(StringComparer.Ordinal);
    private readonly Dictionary<long, StoredDocument> _documents;
    private readonly long[] _documentOf;
    private readonly int[] _lengthOf;
    private readonly long[] _chunkOf;
    private readonly long[] _firstWindow;
    private long _cachedPostings;

    private IndexView(long version, Dictionary<long, StoredDocument> documents, long[] documentOf, int[] lengthOf, TextUnits wholes, TextUnits parts, long[] chunkOf, int chunks, int windows)
    {
        (Version, _documents, _documentOf, _lengthOf, _chunkOf, Chunks, Windows) = (version, documents, documentOf, lengthOf, chunkOf, chunks, windows);
        _firstWindow = new long[documentOf.Length];
        for (var window = chunkOf.Length - 1; window > 0; window--)
            if (chunkOf[window] is var chunk and > 0 && chunk < _firstWindow.Length) _firstWindow[chunk] = window;
        (Wholes, Parts) = (wholes, parts);
    }

    public long Version { get; }

    public int Chunks { get; }

    public int Windows { get; }

    /// <summary>What text scores are about: documents, and table rows where rows are chunks.</summary>
    public TextUnits Wholes { get; }

    /// <summary>The same, long documents in parts; <see cref="Wholes"/> itself where none is long.</summary>
    public TextUnits Parts { get; }

    /// <summary>One more than the highest chunk id: the size of an array by chunk.</summary>
    public int ChunkIds => _documentOf.Length;

    public IReadOnlyCollection<StoredDocument> Documents => _documents.Values;

    /// <summary>In terms; function words are not counted.</summary>
    public int LengthOf(int chunk) => _lengthOf[chunk];

    /// <summary>0 for a chunk that is gone.</summary>
    public long DocumentOf(long chunk) => chunk < _documentOf.Length ? _documentOf[chunk] : 0;

    /// <summary>0 for a window that is gone.</summary>
    public long ChunkOf(long window) => window < _chunkOf.Length ? _chunkOf[window] : 0;

    public int CountChunks(Admitted admitted) => _documentOf.Count(d => d != 0 && admitted.Documents.Contains(d));

    public Dictionary<long, int> ChunksByDocument() => _documentOf.Where(d => d != 0).CountBy(d => d).ToDictionary();

    /// <summary>A chunk's windows were written together, so their ids follow each other.</summary>
    public IEnumerable<long> WindowsOf(long chunk)
    {
        if (chunk >= _firstWindow.Length || _firstWindow[chunk] == 0) yield break;
        for (var window = _firstWindow[chunk]; window < _chunkOf.Length && _chunkOf[window] == chunk; window++) yield return window;
    }

    public StoredDocument Document(long id) => _documents[id];

    public static IndexView Read(SqliteConnection connection, long version)
    {
        // One snapshot for all: without it, each statement would see what was written since the last.
        using var snapshot = connection.BeginTransaction(deferred: true);
        var documents = connection.Read(StoredDocument.From, $"SELECT {StoredDocument.Columns} FROM documents").ToDictionary(d => d.Id);
        var documentOf = new long[(connection.Value<long?>("SELECT max(id) FROM chunks") ?? 0) + 1];
        var (lengthOf, saidOf, isAlone) = (new int[documentOf.Length], new int[documentOf.Length], new bool[documentOf.Length]);
        var chunks = 0;
        using (var command = connection.Command("SELECT id, document, length, said, kind = 'row' FROM chunks"))
        using (var row = command.ExecuteReader())
        {
            for (; row.Read(); chunks++)
            {
                documentOf[row.GetInt64(0)] = row.GetInt64(1);
                lengthOf[row.GetInt64(0)] = row.GetInt32(2);
                saidOf[row.GetInt64(0)] = row.GetInt32(3);
                isAlone[row.GetInt64(0)] = row.GetBoolean(4);
            }
        }

        var chunkOf = new long[(connection.Value<long?>("SELECT max(id) FROM windows") ?? 0) + 1];
        var windows = 0;
        using (var command = connection.Command("SELECT id, chunk FROM windows"))
        using (var row = command.ExecuteReader())
        {
            for (; row.Read(); windows++) chunkOf[row.GetInt64(0)] = row.GetInt64(1);
        }

        var wholes = TextUnits.Of(documentOf, lengthOf, saidOf, isAlone, int.MaxValue);
        var parts = TextUnits.Of(documentOf, lengthOf, saidOf, isAlone, TextUnits.MostTerms);
        return new IndexView(version, documents, documentOf, lengthOf, wholes, parts.Count == wholes.Count ? wholes : parts, chunkOf, chunks, windows);
    }

    /// <summary>The chunks that hold the term, from memory when it was asked for before.</summary>
    public Postings PostingsOf(QueryTerm term, SqliteConnection connection)
    {
        var name = term.IsPrefix ? term.Spellings[0] + "*" : string.Join(' ', term.Spellings);
        if (_postings.TryGetValue(name, out var known)) return known;
        var read = Postings.Read(connection, term, this);
        if (Interlocked.Add(ref _cachedPostings, read.Chunks.Length + 16) <= MaxCachedPostings) _postings.TryAdd(name, read);
        return read;
    }

    /// <summary>What a reader with this filter may find: worked out once for each group of readers.</summary>
    public Admitted Admit(Readership readers, DocumentFilter? filter)
    {
        var key = readers.Key + "\n" + filter?.Key;
        if (_admitted.TryGetValue(key, out var known)) return known;
        var allowed = _documents.Values.Where(d => d.IsReady && readers.MayRead(d) && (filter?.Matches(d) ?? true)).Select(d => d.Id).ToHashSet();
        var everything = allowed.Count == _documents.Values.Count(d => d.IsReady);
        var texts = filter is null ? TextStatistics.Of(this, everything ? null : allowed) : Admit(readers, null).Texts;
        var made = new Admitted(allowed, everything ? null : KeySet(allowed), texts);
        if (_admitted.Count < MaxCachedFilters) _admitted.TryAdd(key, made);
        return made;
    }

    private VectorKeySet KeySet(HashSet<long> allowed)
    {
        IEnumerable<long> Keys()
        {
            for (var window = 1L; window < _chunkOf.Length; window++)
                if (_chunkOf[window] is var chunk and > 0 && allowed.Contains(_documentOf[chunk])) yield return window;
        }

        return new VectorKeySet(Keys());
    }
}

/// <param name="Documents">Those that may be found.</param>
/// <param name="Windows">Their vectors; null when that is all of them.</param>
/// <param name="Texts">What text scores are measured by.</param>
internal sealed record Admitted(HashSet<long> Documents, VectorKeySet? Windows, TextStatistics Texts);
