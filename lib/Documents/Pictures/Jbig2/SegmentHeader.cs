namespace Onebox.Documents.Pictures.Jbig2;

/// <summary>What stands before a segment's data (T.88, 7.2).</summary>
/// <param name="Refers">The segments that it stands on.</param>
/// <param name="Length">Of the data in bytes, or <see cref="Unknown"/>.</param>
internal sealed record SegmentHeader(uint Number, int Type, IReadOnlyList<long> Refers, uint Length)
{
    public const uint Unknown = 0xFFFFFFFF;
    private const int MostReferred = 10_000;

    public static SegmentHeader Read(SegmentReader reader)
    {
        var number = reader.Number();
        var flags = reader.Byte();
        var start = reader.Byte();
        var count = (long)(start >> 5);
        if (count == 7)
        {
            // The long form: 29 bits of a number, then a bit for each segment and one more.
            count = ((start & 31L) << 24) | ((long)reader.Byte() << 16) | (uint)reader.Short();
            if (count > MostReferred) throw new InvalidDataException("A segment stands on more others than there can be.");
            reader.Bytes((int)((count + 8) / 8));
        }

        var refers = new long[count];
        for (var i = 0; i < count; i++) refers[i] = number <= 256 ? reader.Byte() : number <= 65536 ? reader.Short() : reader.Number();
        reader.Bytes((flags & 0x40) != 0 ? 4 : 1);
        return new SegmentHeader(number, flags & 63, refers, reader.Number());
    }

    /// <summary>Only a generic region may leave its length open: it ends at a mark, and its number of rows follows (7.2.7).</summary>
    public static int Find(ReadOnlySpan<byte> rest)
    {
        const int head = 18;
        if (rest.Length <= head) return rest.Length;
        ReadOnlySpan<byte> mark = (rest[head - 1] & 1) == 1 ? [0, 0] : [0xFF, 0xAC];
        var at = rest[head..].IndexOf(mark);
        return at < 0 ? rest.Length : Math.Min(rest.Length, head + at + 2 + 4);
    }
}
