namespace Onebox.Documents.Pictures.Jbig2;

/// <summary>A text region's segment (T.88, 7.4.3): its settings, and which tables its numbers are written by.</summary>
internal static class TextSegment
{
    private const int RunCodes = 35;

    public static Bilevel Decode(SegmentReader reader, long width, long height, IReadOnlyList<Bilevel> symbols, IEnumerable<HuffmanTable> tables, Jbig2Limits limits)
    {
        var flags = reader.Short();
        var (prefixes, refined) = ((flags & 1) == 1, (flags & 2) == 2);
        var choices = prefixes ? reader.Short() : 0;
        var template = (flags >> 15) & 1;
        var region = new TextRegion
        {
            Refined = refined,
            StripBits = (flags >> 2) & 3,
            Corner = (flags >> 4) & 3,
            Transposed = (flags & 0x40) != 0,
            How = (flags >> 7) & 3,
            Fill = (byte)((flags >> 9) & 1),
            // Five bits with a sign.
            Gap = ((flags >> 10) & 31) is >= 16 and var gap ? gap - 32 : (flags >> 10) & 31,
            Refinement = refined ? new RefinementRegion(template, Typical: false, template == 0 ? Places.Read(reader, 2) : []) : null,
        };
        var instances = reader.Number();
        var refinement = new byte[RefinementRegion.Contexts];
        TextNumbers numbers = prefixes
            ? new PrefixText(reader, Tables(choices, new Queue<HuffmanTable>(tables)), Symbols(reader, symbols.Count), refinement)
            : new ArithmeticText(new ArithmeticDecoder(reader.Rest), new SymbolNumbers(32 - System.Numerics.BitOperations.LeadingZeroCount((uint)Math.Max(0, symbols.Count - 1))), refinement);
        return region.Decode(numbers, symbols, width, height, instances, limits);
    }

    private static PrefixText.Tables Tables(int choices, Queue<HuffmanTable> own)
    {
        HuffmanTable Choose(int at, int bits, params ReadOnlySpan<int> standard)
        {
            var choice = (choices >> at) & ((1 << bits) - 1);
            return choice < standard.Length ? StandardTables.B(standard[choice]) : own.TryDequeue(out var table) ? table : throw new InvalidDataException("A table of prefixes is missing.");
        }

        var (first, next, strip) = (Choose(0, 2, 6, 7), Choose(2, 2, 8, 9, 10), Choose(4, 2, 11, 12, 13));
        var (width, height, x, y) = (Choose(6, 2, 14, 15), Choose(8, 2, 14, 15), Choose(10, 2, 14, 15), Choose(12, 2, 14, 15));
        return new PrefixText.Tables(first, next, strip, width, height, x, y, Choose(14, 1, 1));
    }

    /// <summary>The prefixes of the symbols: their lengths are themselves written by prefixes, with runs (7.4.3.1.7).</summary>
    private static HuffmanTable Symbols(SegmentReader reader, int count)
    {
        var runs = new HuffmanTable([.. Enumerable.Range(0, RunCodes).Select(i => new HuffmanLine((int)reader.Bits(4), 0, i))]);
        List<HuffmanLine> lines = [];
        while (lines.Count < count)
        {
            var code = runs.Number(reader);
            var (length, times) = code switch
            {
                < 32 => (code, 1),
                32 => (lines.Count > 0 ? lines[^1].Prefix : throw new InvalidDataException("A run repeats nothing."), (int)reader.Bits(2) + 3),
                33 => (0, (int)reader.Bits(3) + 3),
                _ => (0, (int)reader.Bits(7) + 11),
            };
            for (var i = 0; i < times && lines.Count < count; i++) lines.Add(new HuffmanLine(length, 0, lines.Count));
        }

        reader.Align();
        return new HuffmanTable(lines);
    }
}
