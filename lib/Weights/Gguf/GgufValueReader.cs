using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Onebox.Weights;

/// <summary>Reads metadata values, holding every length against the limits and the file before it becomes memory.</summary>
internal sealed class GgufValueReader(ByteCursor cursor, ModelFileLimits limits, Faults faults)
{
    public string ReadText(string reading, int limit)
    {
        var length = cursor.ReadCount($"length of {reading}", limit, 1);
        var at = cursor.Position;
        var bytes = cursor.ReadBytes(length, reading);
        if (!Utf8.IsValid(bytes))
            throw faults.Corrupt($"{reading} is not valid UTF-8", at);
        return Encoding.UTF8.GetString(bytes);
    }

    public GgufValue ReadValue(string key)
    {
        var type = ReadType(key);
        if (type == GgufValueType.Text)
            return GgufValue.Of(ReadText($"the value of {key}", limits.StringBytes));
        if (type == GgufValueType.Array)
            return GgufValue.Of(ReadArray(key));
        Span<byte> bytes = stackalloc byte[8];
        bytes = bytes[..type.FixedBytes()!.Value];
        cursor.Read(bytes, $"the value of {key}");
        return GgufValue.OfBits(type, GgufEncoding.Bits(bytes, type));
    }

    private GgufArray ReadArray(string key)
    {
        var elementType = ReadType(key);
        var count = ReadArrayCount(elementType);
        if (elementType.FixedBytes() is { } size)
            return new GgufArray(elementType, count, cursor.ReadBytes(checked(count * size), $"the array {key}"));
        // Text and nested arrays: the buffer grows with what has really been read. No text is made for an element.
        var bytes = new ArrayBufferWriter<byte>();
        for (var i = 0; i < count; i++)
            CopyElement(key, elementType, bytes, depth: 1);
        return new GgufArray(elementType, count, bytes.WrittenSpan.ToArray());
    }

    private void CopyElement(string key, GgufValueType type, ArrayBufferWriter<byte> bytes, int depth)
    {
        if (type == GgufValueType.Text)
        {
            var length = cursor.ReadCount("length of a text in an array", limits.StringBytes, 1);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.GetSpan(8), (ulong)length);
            bytes.Advance(8);
            Copy(length, bytes);
            return;
        }

        var at = cursor.Position;
        if (depth >= limits.ArrayDepth)
            throw faults.Limit($"the array {key} is nested deeper", limits.ArrayDepth, at);
        var elementType = ReadType(key);
        var count = ReadArrayCount(elementType);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.GetSpan(12), (uint)elementType);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.GetSpan(12)[4..], (ulong)count);
        bytes.Advance(12);
        if (elementType.FixedBytes() is { } size)
        {
            Copy(checked(count * size), bytes);
            return;
        }
        for (var i = 0; i < count; i++)
            CopyElement(key, elementType, bytes, depth + 1);
    }

    private void Copy(int length, ArrayBufferWriter<byte> bytes)
    {
        if (length == 0)
            return;
        cursor.Require(length, "an array");
        cursor.Read(bytes.GetSpan(length)[..length], "an array");
        bytes.Advance(length);
    }

    private int ReadArrayCount(GgufValueType elementType)
    {
        var least = elementType.FixedBytes() ?? (elementType == GgufValueType.Text ? 8 : 12);
        return cursor.ReadCount("element count of an array", limits.ArrayElements, least);
    }

    private GgufValueType ReadType(string key)
    {
        var at = cursor.Position;
        var type = cursor.ReadU32("the type of a value");
        return type <= (uint)GgufValueType.Float64
            ? (GgufValueType)type
            : throw faults.Corrupt(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{key} has the value type {type}, which GGUF does not define"), at);
    }
}
