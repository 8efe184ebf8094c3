using System.Buffers.Binary;
using System.Text;

namespace Onebox.Weights;

/// <summary>
/// An array of GGUF metadata, kept as its bytes on disk: a vocabulary of 150,000 tokens costs its own size and no
/// object per token until it is enumerated.
/// </summary>
public sealed class GgufArray
{
    private readonly byte[] _bytes;

    internal GgufArray(GgufValueType elementType, int count, byte[] bytes)
    {
        ElementType = elementType;
        Count = count;
        _bytes = bytes;
    }

    public GgufValueType ElementType { get; }

    public int Count { get; }

    /// <summary>The elements as they lie in the file, little-endian.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    public static GgufArray Of(IEnumerable<string> values)
    {
        using var bytes = new MemoryStream();
        Span<byte> length = stackalloc byte[8];
        var count = 0;
        foreach (var value in values)
        {
            var utf8 = Encoding.UTF8.GetBytes(value);
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)utf8.Length);
            bytes.Write(length);
            bytes.Write(utf8);
            count++;
        }
        return new GgufArray(GgufValueType.Text, count, bytes.ToArray());
    }

    public static GgufArray Of(IReadOnlyList<int> values)
    {
        var bytes = new byte[values.Count * 4];
        for (var i = 0; i < values.Count; i++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * 4), values[i]);
        return new GgufArray(GgufValueType.Int32, values.Count, bytes);
    }

    public static GgufArray Of(IReadOnlyList<float> values)
    {
        var bytes = new byte[values.Count * 4];
        for (var i = 0; i < values.Count; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * 4), values[i]);
        return new GgufArray(GgufValueType.Float32, values.Count, bytes);
    }

    /// <summary>Each element as a value. Arrays inside come out as <see cref="GgufValueType.Array"/>.</summary>
    public IEnumerable<GgufValue> Values()
    {
        var at = 0;
        for (var i = 0; i < Count; i++)
            yield return GgufEncoding.Decode(_bytes, ElementType, ref at);
    }

    /// <summary>The elements of an array of text. Bytes that are no UTF-8 (some vocabularies hold them) become U+FFFD; <see cref="Utf8"/> keeps them.</summary>
    public IEnumerable<string> Strings() => Utf8().Select(text => Encoding.UTF8.GetString(text.Span));

    /// <summary>The raw bytes of each element of an array of text.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Utf8()
    {
        if (ElementType != GgufValueType.Text)
            yield break;
        var at = 0;
        for (var i = 0; i < Count; i++)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(at));
            yield return _bytes.AsMemory(at + 8, length);
            at += 8 + length;
        }
    }
}
