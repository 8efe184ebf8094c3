using System.Buffers.Binary;
using System.Text;

namespace Onebox.Weights;

/// <summary>GGUF values to and from their bytes. Decoding trusts its input: <see cref="GgufValueReader"/> has walked it.</summary>
internal static class GgufEncoding
{
    public static GgufValue Decode(byte[] bytes, GgufValueType type, ref int at)
    {
        switch (type)
        {
            case GgufValueType.Text:
                var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
                var text = Encoding.UTF8.GetString(bytes, at + 8, length);
                at += 8 + length;
                return GgufValue.Of(text);
            case GgufValueType.Array:
                var elementType = (GgufValueType)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
                var count = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at + 4));
                var start = at + 12;
                at = start;
                for (var i = 0; i < count; i++)
                    Skip(bytes, elementType, ref at);
                return GgufValue.Of(new GgufArray(elementType, count, bytes[start..at]));
            default:
                var size = type.FixedBytes() ?? throw new ArgumentOutOfRangeException(nameof(type), type, "No GGUF type.");
                var bits = Bits(bytes.AsSpan(at, size), type);
                at += size;
                return GgufValue.OfBits(type, bits);
        }
    }

    /// <summary>A scalar's bits, signed integers sign-extended.</summary>
    public static ulong Bits(ReadOnlySpan<byte> bytes, GgufValueType type) => type switch
    {
        GgufValueType.UInt8 => bytes[0],
        GgufValueType.Bool => bytes[0] == 0 ? 0u : 1u,
        GgufValueType.Int8 => (ulong)(sbyte)bytes[0],
        GgufValueType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        GgufValueType.Int16 => (ulong)BinaryPrimitives.ReadInt16LittleEndian(bytes),
        GgufValueType.UInt32 or GgufValueType.Float32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        GgufValueType.Int32 => (ulong)BinaryPrimitives.ReadInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
    };

    public static void Encode(BinaryWriter output, GgufValue value)
    {
        switch (value.Type)
        {
            case GgufValueType.Text:
                EncodeText(output, value.Text!);
                break;
            case GgufValueType.Array:
                output.Write((uint)value.Array!.ElementType);
                output.Write((ulong)value.Array.Count);
                output.Write(value.Array.Bytes.Span);
                break;
            default:
                Span<byte> bytes = stackalloc byte[8];
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, value.Bits);
                output.Write(bytes[..value.Type.FixedBytes()!.Value]);
                break;
        }
    }

    public static void EncodeText(BinaryWriter output, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        output.Write((ulong)utf8.Length);
        output.Write(utf8);
    }

    private static void Skip(byte[] bytes, GgufValueType type, ref int at)
    {
        switch (type)
        {
            case GgufValueType.Text:
                at += 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
                break;
            case GgufValueType.Array:
                var elementType = (GgufValueType)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
                var count = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at + 4));
                at += 12;
                for (var i = 0; i < count; i++)
                    Skip(bytes, elementType, ref at);
                break;
            default:
                at += type.FixedBytes()!.Value;
                break;
        }
    }
}
