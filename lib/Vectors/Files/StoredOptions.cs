using System.Buffers.Binary;

namespace Onebox.Vectors.Files;

/// <summary>The options that bytes depend on, as both file headers hold them.</summary>
internal static class StoredOptions
{
    public const int Version = 1;
    public const int Bytes = 16;

    public static void Write(VectorIndexOptions options, Span<byte> target)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, options.Dimensions);
        target[4] = (byte)options.Metric;
        target[5] = (byte)options.Storage;
        target[6] = options.Halves ? (byte)1 : (byte)0;
        target[7] = (byte)options.Kind;
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], options.LinksPerNode);
    }

    public static void Check(ReadOnlySpan<byte> stored, VectorIndexOptions options, string path)
    {
        Span<byte> expected = stackalloc byte[Bytes];
        expected.Clear();
        Write(options, expected);
        if (stored.SequenceEqual(expected))
            return;
        var dimensions = BinaryPrimitives.ReadInt32LittleEndian(stored);
        throw new VectorIndexException(
            VectorIndexFault.Invalid,
            $"{path} holds vectors of {dimensions} dimensions, {(VectorMetric)stored[4]}, {(VectorStorage)stored[5]}{(stored[6] == 1 ? " (half precision)" : "")}, {(VectorIndexKind)stored[7]}, "
            + $"{BinaryPrimitives.ReadInt32LittleEndian(stored[8..])} links; it was opened for {options.Dimensions} dimensions, {options.Metric}, {options.Storage}"
            + $"{(options.Halves ? " (half precision)" : "")}, {options.Kind}, {options.LinksPerNode} links. Open it with its own options, or build a new index.");
    }
}
