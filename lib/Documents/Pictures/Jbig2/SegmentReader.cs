using System.Buffers.Binary;

namespace Onebox.Documents.Pictures.Jbig2;

/// <summary>Bytes, and bits, of a segment in their order; the end of the data is an error.</summary>
internal sealed class SegmentReader(ReadOnlyMemory<byte> data)
{
    private int _at;
    private int _bit;

    public int Position => _at;

    public bool IsAtEnd => _at >= data.Length;

    public ReadOnlyMemory<byte> Rest => data[Math.Min(_at, data.Length)..];

    public byte Byte() => Take(1)[0];

    public sbyte Signed() => (sbyte)Byte();

    public int Short() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint Number() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <exception cref="InvalidDataException">More than any picture has.</exception>
    public int Count() => Number() is <= int.MaxValue and var number ? (int)number : throw new InvalidDataException("A count is beyond all bounds.");

    public int Bit()
    {
        if (_at >= data.Length) throw Cut();
        var bit = (data.Span[_at] >> (7 - _bit)) & 1;
        if (++_bit == 8) (_at, _bit) = (_at + 1, 0);
        return bit;
    }

    public uint Bits(int count)
    {
        uint value = 0;
        for (var i = 0; i < count; i++) value = (value << 1) | (uint)Bit();
        return value;
    }

    /// <summary>To the beginning of the next byte, if it stands within one.</summary>
    public void Align()
    {
        if (_bit > 0) (_at, _bit) = (_at + 1, 0);
    }

    public ReadOnlyMemory<byte> Bytes(int count)
    {
        if (count < 0 || count > data.Length - _at) throw Cut();
        _at += count;
        return data.Slice(_at - count, count);
    }

    private ReadOnlySpan<byte> Take(int count) => Bytes(count).Span;

    private static InvalidDataException Cut() => new("The picture is cut off.");
}
