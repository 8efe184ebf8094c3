using System.Runtime.InteropServices;

namespace Onebox.Documents.Pictures.Jbig2;

/// <summary>A line of a table: a prefix, then bits that are added to (or, at the lower end, taken from) where its numbers begin.</summary>
/// <param name="Prefix">The prefix's length; 0: not in use.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HuffmanLine(int Prefix, int Bits, int From, HuffmanLineKind Kind = HuffmanLineKind.Range);

internal enum HuffmanLineKind
{
    Range,
    Lower,
    NoMore,
}

/// <summary>Whole numbers by prefixes (T.88, Annex B).</summary>
internal sealed class HuffmanTable
{
    private readonly List<(uint Code, HuffmanLine Line)> _lines = [];

    public HuffmanTable(IReadOnlyList<HuffmanLine> lines)
    {
        // B.3: prefixes of the same length are given in the order of the lines.
        uint code = 0;
        for (var length = 1; length <= 32; length++, code <<= 1)
            foreach (var line in lines.Where(l => l.Prefix == length)) _lines.Add((code++, line));
        if (_lines.Count == 0) throw new InvalidDataException("A table of prefixes is empty.");
    }

    /// <returns>Null for the value that stands for "no more".</returns>
    public int? Read(SegmentReader reader)
    {
        uint code = 0;
        var length = 0;
        foreach (var (wanted, line) in _lines)
        {
            while (length < line.Prefix) (code, length) = ((code << 1) | (uint)reader.Bit(), length + 1);
            if (code != wanted) continue;
            if (line.Kind == HuffmanLineKind.NoMore) return null;
            var rest = (long)reader.Bits(line.Bits);
            var value = line.Kind == HuffmanLineKind.Lower ? line.From - rest : line.From + rest;
            return Math.Abs(value) > int.MaxValue / 4 ? throw new InvalidDataException("A number is beyond all bounds.") : (int)value;
        }

        throw new InvalidDataException("A prefix stands in no table.");
    }

    public int Number(SegmentReader reader) => Read(reader) ?? throw new InvalidDataException("A number is missing.");

    /// <summary>A table that the file brings (segment type 53; B.2).</summary>
    public static HuffmanTable From(SegmentReader reader)
    {
        var flags = reader.Byte();
        var (prefixBits, rangeBits) = (((flags >> 1) & 7) + 1, ((flags >> 4) & 7) + 1);
        var (low, high) = ((int)reader.Number(), (int)reader.Number());
        List<HuffmanLine> lines = [];
        long at = low;
        while (at < high)
        {
            var (prefix, bits) = ((int)reader.Bits(prefixBits), (int)reader.Bits(rangeBits));
            if (bits > 32) throw new InvalidDataException("A table of prefixes is damaged.");
            lines.Add(new HuffmanLine(prefix, bits, (int)at));
            at += 1L << bits;
        }

        lines.Add(new HuffmanLine((int)reader.Bits(prefixBits), 32, low - 1, HuffmanLineKind.Lower));
        lines.Add(new HuffmanLine((int)reader.Bits(prefixBits), 32, (int)at));
        if ((flags & 1) == 1) lines.Add(new HuffmanLine((int)reader.Bits(prefixBits), 0, 0, HuffmanLineKind.NoMore));
        return new HuffmanTable(lines);
    }
}
