using System.Runtime.InteropServices;

namespace Onebox.Datasets.Checking;

/// <summary>
/// Finds the rows that have the key of another, in bounded memory however many rows there are. Keys are noted in a file as rows go by. At the end notes that are too
/// many for the memory are parted by their key into files, and those again, until each fits (the partitioning of Grace hash joins, Kitsuregawa et al. 1983); what is found in each comes in the rows' order,
/// and is merged. Keys must be evenly spread, as hashes are.
/// </summary>
internal sealed class KeyedRows : IDisposable
{
    /// <summary>On the disk, for each key of a row, parting included.</summary>
    public const int BytesPerNote = 2 * 32;

    /// <summary>An entry of the table, its bucket, and the room that is left in it.</summary>
    private const int BytesPerKey = 80;
    private const int Parts = 64, Levels = 3;
    private const int NotesBuffer = 1 << 17, PartBuffer = 1 << 14;

    private readonly string _folder;
    private readonly SpillFile<Note> _notes;
    private readonly long _mostKeys;
    private readonly Dictionary<UInt128, (long Ordinal, long Row)> _firsts = [];
    private int _files;

    /// <param name="folder">Made anew, whatever a process that was killed left there; gone with this.</param>
    /// <param name="memoryBytes">About what it takes when it finds.</param>
    public KeyedRows(string folder, long memoryBytes)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        _folder = Directory.CreateDirectory(folder).FullName;
        _mostKeys = Math.Max(1, memoryBytes / BytesPerKey);
        _notes = new SpillFile<Note>(NextPath(), NotesBuffer);
    }

    /// <param name="ordinal">Rises from call to call, or stays: a row may have several keys.</param>
    /// <param name="row">By what people know it.</param>
    public void Add(UInt128 key, long ordinal, long row, KeyRole role = KeyRole.Both) => _notes.Add(new Note(key, row, ordinal << 2 | (long)role));

    /// <summary>Every row that may be like another and has the key of one before it in role (<see cref="KeyRole.Original"/>), with the first of those; by rising ordinals. A row with several keys comes with each such row once.</summary>
    public IEnumerable<LikeRow> Find(CancellationToken cancellation = default)
    {
        var parts = new List<SpillFile<LikeRow>>();
        try
        {
            Find(_notes, level: 0, parts, cancellation);
            _firsts.Clear();
            _firsts.TrimExcess();
            // A row's keys lie in several parts; what is found must not depend on how many.
            var ofOne = new SortedSet<LikeRow>(Comparer<LikeRow>.Create(static (a, b) => a.FirstOrdinal.CompareTo(b.FirstOrdinal)));
            foreach (var like in Merge(parts))
            {
                if (ofOne.Count > 0 && ofOne.Min.Ordinal != like.Ordinal)
                {
                    foreach (var one in ofOne) yield return one;
                    ofOne.Clear();
                }

                ofOne.Add(like);
            }

            foreach (var one in ofOne) yield return one;
        }
        finally
        {
            foreach (var part in parts) part.Dispose();
        }
    }

    public void Dispose()
    {
        _notes.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private void Find(SpillFile<Note> notes, int level, List<SpillFile<LikeRow>> found, CancellationToken cancellation)
    {
        // At the last level only different keys count, and there are no more of them than memory has room for; many notes are of few keys then.
        if (notes.Count <= _mostKeys || level == Levels)
        {
            var part = new SpillFile<LikeRow>(NextPath(), PartBuffer);
            found.Add(part);
            FindIn(notes, part, cancellation);
            return;
        }

        var parts = Part(notes, level, cancellation);
        try
        {
            foreach (var part in parts)
            {
                Find(part, level + 1, found, cancellation);
                part.Dispose();
            }
        }
        finally
        {
            foreach (var part in parts) part.Dispose();
        }
    }

    private void FindIn(SpillFile<Note> notes, SpillFile<LikeRow> found, CancellationToken cancellation)
    {
        _firsts.Clear();
        _firsts.EnsureCapacity((int)Math.Min(notes.Count, _mostKeys));
        foreach (var note in notes.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (note.Role.HasFlag(KeyRole.Original)) _firsts.TryAdd(note.Key, (note.Ordinal, note.Row));
        }

        foreach (var note in notes.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (note.Role.HasFlag(KeyRole.Like) && _firsts.TryGetValue(note.Key, out var first) && first.Ordinal != note.Ordinal) found.Add(new LikeRow(note.Ordinal, note.Row, first.Ordinal, first.Row));
        }
    }

    private List<SpillFile<Note>> Part(SpillFile<Note> notes, int level, CancellationToken cancellation)
    {
        var wanted = (int)Math.Min(Parts, (notes.Count + _mostKeys - 1) / _mostKeys);
        var parts = Enumerable.Range(0, wanted).Select(_ => new SpillFile<Note>(NextPath(), PartBuffer)).ToList();
        foreach (var note in notes.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            // Each level goes by bits of its own.
            var bits = (uint)(note.Key >> (96 - (32 * level)));
            parts[(int)((ulong)bits * (uint)wanted >> 32)].Add(note);
        }

        return parts;
    }

    private static IEnumerable<LikeRow> Merge(List<SpillFile<LikeRow>> parts)
    {
        var next = new PriorityQueue<IEnumerator<LikeRow>, long>();
        foreach (var part in parts) Queue(part.Read().GetEnumerator());
        while (next.TryDequeue(out var rows, out _))
        {
            yield return rows.Current;
            Queue(rows);
        }

        void Queue(IEnumerator<LikeRow> rows)
        {
            if (rows.MoveNext()) next.Enqueue(rows, rows.Current.Ordinal);
            else rows.Dispose();
        }
    }

    private string NextPath() => Path.Combine(_folder, FormattableString.Invariant($"{_files++}"));

    /// <param name="Place">The ordinal, and the role in its two lowest bits.</param>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Note(UInt128 Key, long Row, long Place)
    {
        public long Ordinal => Place >> 2;

        public KeyRole Role => (KeyRole)(Place & 3);
    }
}

/// <summary>What a row may be to others of its key.</summary>
[Flags]
internal enum KeyRole
{
    None = 0,

    /// <summary>Others may be found to be like it.</summary>
    Original = 1,

    /// <summary>It may be found to be like another.</summary>
    Like = 2,
    Both = Original | Like,
}

/// <param name="Ordinal">Of the row that was found, and <paramref name="Row"/> by what people know it; <paramref name="FirstOrdinal"/> and <paramref name="FirstRow"/> of the first original with its key.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct LikeRow(long Ordinal, long Row, long FirstOrdinal, long FirstRow);
