using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Onebox.Vectors.Memory;
using Onebox.Vectors.Store;

namespace Onebox.Vectors.Files;

/// <summary>The parts of a snapshot file, in file order.</summary>
internal enum Section
{
    Keys,
    Dead,
    PayloadReferences,
    Payloads,
    Vectors,
    Centre,
    Codes,
    Levels,
    UpperStart,
    Upper,
    Base,
}

/// <summary>Writes the whole index into a new file. Layout: docs/formats/vector-index.md.</summary>
internal sealed unsafe class SnapshotWriter : IDisposable
{
    public const int HeaderBytes = 4096;
    public const int SectionTableAt = 128;
    public const int SectionEntryBytes = 24;

    private readonly FileStream _file;
    private readonly byte[] _header = new byte[HeaderBytes];
    private readonly XxHash3 _hash = new();
    private long _sectionStart;

    private SnapshotWriter(string path) => _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);

    public static ReadOnlySpan<byte> Magic => "OBXVECS1"u8;

    /// <summary>Writes beside <paramref name="path"/>, makes it durable and renames it into place.</summary>
    public static void Write(string path, Columns columns, long generation, long version)
    {
        var temporary = path + ".tmp";
        using (var writer = new SnapshotWriter(temporary))
            writer.WriteAll(columns, generation, version);
        File.Move(temporary, path, overwrite: true);
        Disk.FlushFolder(Path.GetDirectoryName(path)!);
    }

    public void Dispose() => _file.Dispose();

    private void WriteAll(Columns columns, long generation, long version)
    {
        _file.Write(_header);
        var slots = columns.Slots;
        Rows(Section.Keys, columns.Keys, slots);
        Begin();
        for (var slot = 0; slot < slots; slot++)
            Put([columns.IsAlive(slot, version) ? (byte)0 : (byte)1]);
        End(Section.Dead);
        WritePayloads(columns, version);
        Rows(Section.Vectors, columns.Vectors, slots);
        Begin();
        if (columns.Codes is { } codes)
        {
            Put(MemoryMarshal.AsBytes(codes.Centre.AsSpan()));
            End(Section.Centre);
            Rows(Section.Codes, codes.Arena, slots);
        }
        else
        {
            End(Section.Centre);
            Empty(Section.Codes);
        }

        if (columns.Graph is { } graph)
        {
            Rows(Section.Levels, graph.Levels, slots);
            Rows(Section.UpperStart, graph.UpperStart, slots);
            Rows(Section.Upper, graph.Upper, graph.UpperRows);
            Rows(Section.Base, graph.Base, slots);
        }
        else
        {
            foreach (var section in (Section[])[Section.Levels, Section.UpperStart, Section.Upper, Section.Base])
                Empty(section);
        }

        Magic.CopyTo(_header);
        BinaryPrimitives.WriteInt32LittleEndian(_header.AsSpan(8), StoredOptions.Version);
        BinaryPrimitives.WriteInt64LittleEndian(_header.AsSpan(16), generation);
        StoredOptions.Write(columns.Options, _header.AsSpan(24, StoredOptions.Bytes));
        BinaryPrimitives.WriteInt64LittleEndian(_header.AsSpan(40), version);
        BinaryPrimitives.WriteInt32LittleEndian(_header.AsSpan(48), slots);
        BinaryPrimitives.WriteInt32LittleEndian(_header.AsSpan(52), columns.Graph?.UpperRows ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(_header.AsSpan(56), columns.Graph?.PackedEntry ?? 0);
        BinaryPrimitives.WriteUInt64LittleEndian(_header.AsSpan(64), columns.Codes?.Rotation.Seed ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(_header.AsSpan(72), columns.Codes?.TrainedOn ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(_header.AsSpan(80), _file.Position);
        BinaryPrimitives.WriteUInt64LittleEndian(_header.AsSpan(HeaderBytes - 8), XxHash3.HashToUInt64(_header.AsSpan(0, HeaderBytes - 8)));
        _file.Position = 0;
        _file.Write(_header);
        _file.Flush(flushToDisk: true);
    }

    private void WritePayloads(Columns columns, long version)
    {
        Begin();
        var next = 1L;
        Span<byte> number = stackalloc byte[8];
        for (var slot = 0; slot < columns.Slots; slot++)
        {
            var length = PayloadOf(columns, slot, version).Length;
            BinaryPrimitives.WriteInt64LittleEndian(number, length == 0 ? 0 : next);
            Put(number);
            if (length > 0)
                next += sizeof(int) + length;
        }

        End(Section.PayloadReferences);
        Begin();
        for (var slot = 0; slot < columns.Slots; slot++)
        {
            var payload = PayloadOf(columns, slot, version);
            if (payload.IsEmpty)
                continue;
            BinaryPrimitives.WriteInt32LittleEndian(number, payload.Length);
            Put(number[..4]);
            Put(payload);
        }

        End(Section.Payloads);
    }

    private static ReadOnlySpan<byte> PayloadOf(Columns columns, int slot, long version)
        => columns.IsAlive(slot, version) ? columns.Payloads.Get(columns.PayloadReferences.Ref<long>(slot)) : default;

    private void Rows(Section section, Arena arena, int rows)
    {
        Begin();
        for (var row = 0; row < rows; row += arena.RowsPerChunk)
            Put(new ReadOnlySpan<byte>(arena.At(row), Math.Min(arena.RowsPerChunk, rows - row) * arena.Stride));
        End(section);
    }

    private void Empty(Section section)
    {
        Begin();
        End(section);
    }

    /// <summary>Sections begin on a page, so that rows keep their alignment in the mapping.</summary>
    private void Begin()
    {
        var padding = (int)(-_file.Position & (HeaderBytes - 1));
        Span<byte> zeros = stackalloc byte[256];
        zeros.Clear();
        for (; padding > 0; padding -= Math.Min(padding, zeros.Length))
            _file.Write(zeros[..Math.Min(padding, zeros.Length)]);
        _sectionStart = _file.Position;
        _hash.Reset();
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        _hash.Append(bytes);
        _file.Write(bytes);
    }

    private void End(Section section)
    {
        var entry = _header.AsSpan(SectionTableAt + (int)section * SectionEntryBytes);
        BinaryPrimitives.WriteInt64LittleEndian(entry, _sectionStart);
        BinaryPrimitives.WriteInt64LittleEndian(entry[8..], _file.Position - _sectionStart);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[16..], _hash.GetCurrentHashAsUInt64());
    }
}
