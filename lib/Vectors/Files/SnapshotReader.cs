using System.Buffers.Binary;
using System.IO.Hashing;
using Onebox.Vectors.Codes;
using Onebox.Vectors.Memory;
using Onebox.Vectors.Store;

namespace Onebox.Vectors.Files;

/// <summary>Opens a snapshot: privately mapped, so that the graph can be changed in memory while the file stays as it is.</summary>
internal static unsafe class SnapshotReader
{
    public static Columns Read(string path, long generation, VectorIndexOptions options, out long version)
    {
        var file = MappedFile.Open(path);
        Columns? columns = null;
        try
        {
            var header = Header(file, path, generation, options);
            version = BinaryPrimitives.ReadInt64LittleEndian(header[40..]);
            columns = new Columns(options);
            Fill(columns, file, header, path, version);
            if (options.Residency == VectorResidency.Mapped)
                columns.File = file;
            else if (columns.Slots > 0 && SectionBytes(header, Section.Payloads) > 0)
                columns.File = file; // Payloads stay mapped: they are read one at a time.
            else
                file.Dispose();
            return columns;
        }
        catch
        {
            columns?.Dispose();
            file.Dispose();
            throw;
        }
    }

    private static ReadOnlySpan<byte> Header(MappedFile file, string path, long generation, VectorIndexOptions options)
    {
        if (file.Bytes < SnapshotWriter.HeaderBytes)
            throw Corrupted(path, $"it ends after {file.Bytes} bytes, inside its header");
        var header = new ReadOnlySpan<byte>(file.Pointer, SnapshotWriter.HeaderBytes);
        if (!header[..8].SequenceEqual(SnapshotWriter.Magic))
            throw Corrupted(path, "it does not begin as a vector snapshot does");
        if (BinaryPrimitives.ReadInt32LittleEndian(header[8..]) != StoredOptions.Version)
            throw new VectorIndexException(VectorIndexFault.UnknownVersion, $"{path} was written by another version of Onebox. Open it with that version.");
        if (BinaryPrimitives.ReadUInt64LittleEndian(header[^8..]) != XxHash3.HashToUInt64(header[..^8]))
            throw Corrupted(path, "its header's checksum is wrong");
        if (BinaryPrimitives.ReadInt64LittleEndian(header[16..]) != generation)
            throw Corrupted(path, "its name and its header tell different generations");
        StoredOptions.Check(header.Slice(24, StoredOptions.Bytes), options, path);
        var length = BinaryPrimitives.ReadInt64LittleEndian(header[80..]);
        if (file.Bytes != length)
            throw Corrupted(path, $"it has {file.Bytes} bytes where its header says {length}");
        return header;
    }

    private static void Fill(Columns columns, MappedFile file, ReadOnlySpan<byte> header, string path, long version)
    {
        var options = columns.Options;
        var slots = BinaryPrimitives.ReadInt32LittleEndian(header[48..]);
        var upperRows = BinaryPrimitives.ReadInt32LittleEndian(header[52..]);
        if (slots is < 0 or > Arena.MaxSlots || upperRows < 0 || version < 0)
            throw Corrupted(path, "its counts are out of range");

        byte* Attach(Section section, Arena? arena, int rows, bool share, ReadOnlySpan<byte> head)
        {
            var start = At(file, head, section, path, options.VerifyOnOpen, out var bytes);
            if (bytes != (long)rows * (arena?.Stride ?? 0))
                throw Corrupted(path, $"section {section} has {bytes} bytes for {rows} rows");
            arena?.Attach(start, rows, share);
            return start;
        }

        var mapped = options.Residency == VectorResidency.Mapped;
        Attach(Section.Keys, columns.Keys, slots, mapped, header);
        Attach(Section.PayloadReferences, columns.PayloadReferences, slots, mapped, header);
        Attach(Section.Vectors, columns.Vectors, slots, mapped, header);
        var payloads = At(file, header, Section.Payloads, path, options.VerifyOnOpen, out var payloadBytes);
        columns.Payloads.Attach(payloads, payloadBytes);

        var centre = At(file, header, Section.Centre, path, verify: true, out var centreBytes);
        if (centreBytes != (options.CodeBits > 0 ? options.PaddedDimensions * sizeof(float) : 0))
            throw Corrupted(path, "its centre has the wrong length");
        if (options.CodeBits > 0)
        {
            columns.Codes!.Dispose();
            columns.Codes = new CodeTable(
                options.Dimensions,
                options.CodeBits,
                options.Metric == VectorMetric.InnerProduct,
                new ReadOnlySpan<float>(centre, options.PaddedDimensions).ToArray(),
                BinaryPrimitives.ReadUInt64LittleEndian(header[64..]))
            { TrainedOn = BinaryPrimitives.ReadInt32LittleEndian(header[72..]) };
        }

        Attach(Section.Codes, columns.Codes?.Arena, columns.Codes is null ? 0 : slots, mapped, header);
        var graph = columns.Graph;
        Attach(Section.Levels, graph?.Levels, graph is null ? 0 : slots, mapped, header);
        Attach(Section.UpperStart, graph?.UpperStart, graph is null ? 0 : slots, mapped, header);
        Attach(Section.Upper, graph?.Upper, upperRows, mapped, header);
        Attach(Section.Base, graph?.Base, graph is null ? 0 : slots, mapped, header);
        columns.Slots = slots;
        columns.Reserve(slots);
        if (graph is not null)
        {
            graph.UpperRows = upperRows;
            graph.PackedEntry = BinaryPrimitives.ReadInt64LittleEndian(header[56..]);
        }

        var dead = At(file, header, Section.Dead, path, verify: true, out var deadBytes);
        if (deadBytes != slots)
            throw Corrupted(path, "its list of dead slots has the wrong length");
        columns.Map.EnsureCapacity(slots);
        for (var slot = 0; slot < slots; slot++)
        {
            if (dead[slot] == 0)
                columns.Map.Set(columns.Keys.Ref<long>(slot), slot);
            else
                columns.Deaths.Ref<long>(slot) = Math.Max(1, version);
        }

        if (graph is not null)
            GraphCheck.Run(graph, slots, why => Corrupted(path, why));
    }

    private static byte* At(MappedFile file, ReadOnlySpan<byte> header, Section section, string path, bool verify, out long bytes)
    {
        var entry = header[(SnapshotWriter.SectionTableAt + (int)section * SnapshotWriter.SectionEntryBytes)..];
        var start = BinaryPrimitives.ReadInt64LittleEndian(entry);
        bytes = SectionBytes(header, section);
        if (start < SnapshotWriter.HeaderBytes || bytes < 0 || start > file.Bytes - bytes || start % SnapshotWriter.HeaderBytes != 0)
            throw Corrupted(path, $"section {section} lies outside the file");
        if (verify && file.Hash(start, bytes) != BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]))
            throw Corrupted(path, $"the checksum of section {section} is wrong");
        return file.Pointer + start;
    }

    private static long SectionBytes(ReadOnlySpan<byte> header, Section section)
        => BinaryPrimitives.ReadInt64LittleEndian(header[(SnapshotWriter.SectionTableAt + (int)section * SnapshotWriter.SectionEntryBytes + 8)..]);

    private static VectorIndexException Corrupted(string path, string why)
        => new(VectorIndexFault.Corrupted, $"The vector snapshot {path} cannot be read: {why}. Restore the index's folder from a backup, or build the index again from its documents.");
}
