using System.Buffers;
using System.Globalization;
using System.Text;
using Onebox.Kernel.Files;

namespace Onebox.Prediction.Running;

/// <summary>
/// What has been answered, a row a line, in the order in which it came (docs/formats/row-journal.md). A row counts as done when its line is whole: a host that is killed
/// leaves at most a torn last line, which the next one cuts off; so no row is in it twice and none is lost.
/// </summary>
internal sealed class RowJournal : IDisposable
{
    private const int MaxHead = 32;

    private readonly FileStream _stream;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, (long Offset, int Length)> _rows;
    private long _end;
    private bool _dirty;

    private RowJournal(FileStream stream, Dictionary<long, (long Offset, int Length)> rows, long end, long failed) => (_stream, _rows, _end, Failed) = (stream, rows, end, failed);

    public long Done
    {
        get
        {
            lock (_lock) return _rows.Count;
        }
    }

    /// <summary>Rows that ended with an error.</summary>
    public long Failed { get; private set; }

    /// <summary>Opens the journal, or begins one; cuts a torn last line off.</summary>
    public static RowJournal Open(string path)
    {
        var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 1 << 16, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        try
        {
            var (rows, end, failed) = Scan(stream, path);
            stream.SetLength(end);
            stream.Position = end;
            return new RowJournal(stream, rows, end, failed);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public bool Has(long number)
    {
        lock (_lock) return _rows.ContainsKey(number);
    }

    /// <summary>Notes a row once; a second answer to it is dropped. It has left this process when this returns; <see cref="Sync"/> brings it to the disk.</summary>
    /// <param name="line">JSON without line breaks.</param>
    public void Add(long number, bool succeeded, ReadOnlySpan<byte> line)
    {
        var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number}\t{(succeeded ? 'o' : 'e')}\t"));
        lock (_lock)
        {
            if (_rows.ContainsKey(number)) return;
            _stream.Position = _end;
            _stream.Write(head);
            _stream.Write(line);
            _stream.WriteByte((byte)'\n');
            _stream.Flush();
            _rows[number] = (_end + head.Length, line.Length);
            _end += head.Length + line.Length + 1;
            if (!succeeded) Failed++;
            _dirty = true;
        }
    }

    public void Sync()
    {
        lock (_lock)
        {
            if (!_dirty) return;
            _stream.Flush(flushToDisk: true);
            _dirty = false;
        }
    }

    /// <summary>Writes the rows in the input's order into a new file, which is there whole or not at all.</summary>
    /// <param name="succeeded">Only those with an answer, or only those with an error; null for all.</param>
    /// <returns>How many bytes; 0 and no file when there is no such row.</returns>
    public long WriteOrdered(string path, bool? succeeded)
    {
        lock (_lock)
        {
            var rows = _rows.OrderBy(r => r.Key).Where(r => succeeded is null || Kind(r.Value.Offset) == succeeded).Select(r => r.Value).ToList();
            if (rows.Count == 0) return 0;
            var temp = path + ".tmp";
            long written = 0;
            using (var output = new FileStream(temp, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 1 << 16, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            {
                foreach (var (offset, length) in rows)
                {
                    var line = ArrayPool<byte>.Shared.Rent(length);
                    _stream.Position = offset;
                    _stream.ReadExactly(line, 0, length);
                    output.Write(line, 0, length);
                    output.WriteByte((byte)'\n');
                    written += length + 1;
                    ArrayPool<byte>.Shared.Return(line);
                }

                output.Flush(flushToDisk: true);
            }

            DurableFile.Move(temp, path);
            return written;
        }
    }

    /// <summary>How many lines hold these bytes.</summary>
    public long Count(ReadOnlySpan<byte> part)
    {
        lock (_lock)
        {
            long count = 0;
            foreach (var (offset, length) in _rows.Values)
            {
                var line = ArrayPool<byte>.Shared.Rent(length);
                _stream.Position = offset;
                _stream.ReadExactly(line, 0, length);
                if (line.AsSpan(0, length).IndexOf(part) >= 0) count++;
                ArrayPool<byte>.Shared.Return(line);
            }

            return count;
        }
    }

    public void Dispose() => _stream.Dispose();

    // The mark stands right before the line and its tab.
    private bool Kind(long offset)
    {
        _stream.Position = offset - 2;
        return _stream.ReadByte() == 'o';
    }

    private static (Dictionary<long, (long Offset, int Length)> Rows, long End, long Failed) Scan(FileStream stream, string path)
    {
        var rows = new Dictionary<long, (long, int)>();
        long failed = 0, end = 0;
        var buffer = new byte[1 << 16];
        var line = new ArrayBufferWriter<byte>();
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            var rest = buffer.AsSpan(0, read);
            while (rest.IndexOf((byte)'\n') is > -1 and var at)
            {
                line.Write(rest[..at]);
                rest = rest[(at + 1)..];
                if (!Note(line.WrittenSpan, end, rows, ref failed)) throw PredictionErrors.Damaged(path);
                end += line.WrittenCount + 1;
                line.Clear();
            }

            line.Write(rest);
        }

        return (rows, end, failed);
    }

    private static bool Note(ReadOnlySpan<byte> line, long start, Dictionary<long, (long, int)> rows, ref long failed)
    {
        var tab = line[..Math.Min(MaxHead, line.Length)].IndexOf((byte)'\t');
        if (tab <= 0 || line.Length < tab + 3 || line[tab + 2] != (byte)'\t' || line[tab + 1] is not ((byte)'o' or (byte)'e')) return false;
        if (!long.TryParse(line[..tab], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        if (!rows.TryAdd(number, (start + tab + 3, line.Length - tab - 3))) return false;
        if (line[tab + 1] == (byte)'e') failed++;
        return true;
    }
}
