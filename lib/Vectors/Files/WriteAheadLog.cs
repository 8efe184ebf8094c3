using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Onebox.Vectors.Files;

/// <summary>Writes are here, and on the disk, before they are anywhere else. Layout: docs/formats/vector-index.md.</summary>
internal sealed class WriteAheadLog : IDisposable
{
    public const int HeaderBytes = 64;
    private static ReadOnlySpan<byte> Magic => "OBXVLOG1"u8;

    private readonly SafeFileHandle _file;
    private readonly bool _flush;
    private long _sequence;
    private bool _failed;

    private WriteAheadLog(SafeFileHandle file, long length, long sequence, bool flush)
        => (_file, Length, _sequence, _flush) = (file, length, sequence, flush);

    public long Length { get; private set; }

    public static WriteAheadLog Create(string path, long generation, VectorIndexOptions options)
    {
        var temporary = path + ".tmp";
        using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, Header(generation, options), 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(temporary, path, overwrite: true);
        Disk.FlushFolder(Path.GetDirectoryName(path)!);
        return new WriteAheadLog(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite), HeaderBytes, 0, options.Durability == VectorDurability.Disk);
    }

    /// <summary>Opens a log, hands each batch to <paramref name="replay"/> and cuts off a last frame that was not written to its end.</summary>
    public static WriteAheadLog Open(string path, long generation, VectorIndexOptions options, Action<List<VectorWrite>> replay)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        try
        {
            var length = RandomAccess.GetLength(file);
            var header = new byte[HeaderBytes];
            if (RandomAccess.Read(file, header, 0) != HeaderBytes || !header.AsSpan(0, 8).SequenceEqual(Magic))
                throw Corrupted(path, "its header is not one of a vector log");
            if (BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8)) != StoredOptions.Version)
                throw new VectorIndexException(VectorIndexFault.UnknownVersion, $"{path} was written by another version of Onebox. Open it with that version.");
            if (BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(56)) != XxHash3.HashToUInt64(header.AsSpan(0, 56)))
                throw Corrupted(path, "its header's checksum is wrong");
            if (BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(16)) != generation)
                throw Corrupted(path, "it belongs to another snapshot");
            StoredOptions.Check(header.AsSpan(24, StoredOptions.Bytes), options, path);

            var (offset, sequence) = (HeaderBytes + 0L, 0L);
            while (offset < length)
            {
                if (!TryRead(file, offset, length, options.Dimensions, out var read, out var writes, out var next) || read != sequence + 1)
                {
                    if (IntactFrameFollows(file, offset, length, options.Dimensions, sequence + 1))
                        throw Corrupted(path, $"the frame at byte {offset} is damaged while later ones are not");
                    RandomAccess.SetLength(file, offset);
                    RandomAccess.FlushToDisk(file);
                    break;
                }

                replay(writes);
                (offset, sequence) = (next, sequence + 1);
            }

            return new WriteAheadLog(file, offset, sequence, options.Durability == VectorDurability.Disk);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Returns once the batch is as durable as was asked for.</summary>
    public void Append(IReadOnlyCollection<VectorWrite> writes)
    {
        if (_failed)
            throw new IOException("The vector index takes no more writes since its log could not be written. Open it again.");
        var frame = LogFrame.Encode(_sequence + 1, writes);
        try
        {
            RandomAccess.Write(_file, frame, Length);
            if (_flush)
                RandomAccess.FlushToDisk(_file);
        }
        catch (IOException e)
        {
            // After a failed flush nobody knows what is on the disk; going on could lose what is acknowledged later.
            _failed = true;
            throw new IOException("The vector index could not write its log, and takes no more writes until it is opened again. Is the disk full or gone?", e);
        }

        _sequence++;
        Length += frame.Length;
    }

    /// <summary>Takes no more writes.</summary>
    public void Refuse() => _failed = true;

    public void Dispose() => _file.Dispose();

    internal static byte[] Header(long generation, VectorIndexOptions options)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), StoredOptions.Version);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), generation);
        StoredOptions.Write(options, header.AsSpan(24, StoredOptions.Bytes));
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(56), XxHash3.HashToUInt64(header.AsSpan(0, 56)));
        return header;
    }

    private static bool TryRead(SafeFileHandle file, long offset, long length, int dimensions, out long sequence, out List<VectorWrite> writes, out long next)
    {
        (writes, next, sequence) = ([], offset, 0);
        Span<byte> prefix = stackalloc byte[LogFrame.PrefixBytes];
        if (length - offset < LogFrame.PrefixBytes || RandomAccess.Read(file, prefix, offset) != prefix.Length)
            return false;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(prefix);
        if (size is 0 or > LogFrame.MaxBytes || size > length - offset - LogFrame.PrefixBytes)
            return false;
        var body = new byte[size];
        if (RandomAccess.Read(file, body, offset + LogFrame.PrefixBytes) != size)
            return false;
        if (XxHash3.HashToUInt64(body) != BinaryPrimitives.ReadUInt64LittleEndian(prefix[4..]))
            return false;
        next = offset + LogFrame.PrefixBytes + size;
        return LogFrame.TryDecode(body, dimensions, out sequence, out writes);
    }

    /// <summary>A torn write is the last thing in a log. If something whole comes after the bad frame, the log was damaged, and cutting it would lose
    /// acknowledged writes.</summary>
    private static bool IntactFrameFollows(SafeFileHandle file, long offset, long length, int dimensions, long sequence)
    {
        const int Window = 1 << 20;
        const int Head = LogFrame.PrefixBytes + 8; // length, checksum, sequence
        var window = new byte[Window];
        // A frame may be larger than any window: all that is left is looked through, which is what the last checkpoint is ago.
        for (var start = offset + 1; start < length; start += Window - Head + 1)
        {
            var read = RandomAccess.Read(file, window, start);
            for (var at = 0; at <= read - Head; at++)
            {
                var size = BinaryPrimitives.ReadUInt32LittleEndian(window.AsSpan(at));
                if (size < 12 + 9 || size > length - start - at - LogFrame.PrefixBytes)
                    continue;
                // The sequence number is checked first: hashing at every byte would take minutes.
                var following = BinaryPrimitives.ReadInt64LittleEndian(window.AsSpan(at + LogFrame.PrefixBytes)) - sequence;
                if (following is > 0 and < 1 << 20 && TryRead(file, start + at, length, dimensions, out _, out _, out _))
                    return true;
            }
        }

        return false;
    }

    private static VectorIndexException Corrupted(string path, string why)
        => new(VectorIndexFault.Corrupted, $"The vector log {path} cannot be read: {why}. Restore the index's folder from a backup, or build the index again from its documents.");
}
