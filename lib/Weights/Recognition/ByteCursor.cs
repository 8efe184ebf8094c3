using System.Buffers.Binary;

namespace Onebox.Weights;

/// <summary>
/// Reads a stream forward in little-endian pieces. Whatever is asked for is first held against what is left of the
/// file and of the header budget, so a claimed length never becomes memory before it is known to be there.
/// </summary>
internal sealed class ByteCursor
{
    private readonly Stream _stream;
    private readonly Faults _faults;
    private readonly long _budgetEnd;
    private readonly byte[] _buffer;
    private int _next;
    private int _filled;

    public ByteCursor(Stream stream, long headerBudget, Faults faults)
    {
        _stream = stream;
        _faults = faults;
        Length = stream.Length;
        stream.Position = 0;
        _budgetEnd = headerBudget;
        _buffer = new byte[(int)Math.Clamp(Length, 16, 64 * 1024)];
    }

    /// <summary>Bytes in the whole file.</summary>
    public long Length { get; }

    /// <summary>The next byte to be read, from the file's start.</summary>
    public long Position { get; private set; }

    public long Remaining => Length - Position;

    public uint ReadU32(string reading)
    {
        Span<byte> bytes = stackalloc byte[4];
        Read(bytes, reading);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    public ulong ReadU64(string reading)
    {
        Span<byte> bytes = stackalloc byte[8];
        Read(bytes, reading);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>A length or count, refused when above the limit or when <paramref name="unit"/> bytes each cannot fit in the rest of the file.</summary>
    public int ReadCount(string reading, int limit, int unit)
    {
        var at = Position;
        var claimed = ReadU64(reading);
        if (claimed > (ulong)limit)
            throw _faults.Limit(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the {reading} is {claimed}"), limit, at);
        Require((long)claimed * unit, reading);
        return (int)claimed;
    }

    public byte[] ReadBytes(int count, string reading)
    {
        Require(count, reading);
        var bytes = new byte[count];
        Read(bytes, reading);
        return bytes;
    }

    public void Read(Span<byte> destination, string reading)
    {
        Require(destination.Length, reading);
        Position += destination.Length;
        while (destination.Length > 0)
        {
            if (_next == _filled)
            {
                _next = 0;
                _filled = _stream.Read(_buffer, 0, _buffer.Length);
                if (_filled == 0)
                    throw _faults.Truncated(reading, Position - destination.Length, Length);
            }
            var piece = Math.Min(destination.Length, _filled - _next);
            _buffer.AsSpan(_next, piece).CopyTo(destination);
            destination = destination[piece..];
            _next += piece;
        }
    }

    public void Require(long count, string reading)
    {
        if (count > Remaining)
            throw _faults.Truncated(reading, Position, Length);
        if (Position + count > _budgetEnd)
            throw _faults.Limit("the header is larger than any model needs", _budgetEnd, Position);
    }
}
