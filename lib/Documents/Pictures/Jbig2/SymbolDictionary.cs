using System.Numerics;

namespace Onebox.Documents.Pictures.Jbig2;

/// <summary>The shapes of a page's letters, each kept once (T.88, 6.5 and 7.4.2).</summary>
internal sealed class SymbolDictionary
{
    private readonly bool _prefixes, _aggregates;
    private readonly int _flags;
    private readonly GenericRegion _region;
    private readonly RefinementRegion _refinement;
    private readonly int _exported, _new, _codeLength;
    private readonly SegmentReader _reader;
    private readonly List<Bilevel> _symbols;
    private readonly Jbig2Limits _limits;
    private readonly Queue<HuffmanTable> _tables;
    private readonly byte[] _generic, _refined;

    private SymbolDictionary(SegmentReader reader, IReadOnlyList<Bilevel> given, IEnumerable<HuffmanTable> tables, Jbig2States? states, Jbig2Limits limits)
    {
        (_reader, _symbols, _limits, _tables) = (reader, [.. given], limits, new Queue<HuffmanTable>(tables));
        _flags = reader.Short();
        (_prefixes, _aggregates) = ((_flags & 1) == 1, (_flags & 2) == 2);
        var template = (_flags >> 10) & 3;
        _region = new GenericRegion(template, Typical: false, _prefixes ? [(3, -1), (-3, -1), (2, -2), (-2, -2)] : Places.Read(reader, GenericRegion.AdaptiveCount(template)));
        var refinement = (_flags >> 12) & 1;
        _refinement = new RefinementRegion(refinement, Typical: false, _aggregates && refinement == 0 ? Places.Read(reader, 2) : []);
        (_exported, _new) = (reader.Count(), reader.Count());
        // Bits that tell all symbols apart, those to come among them.
        _codeLength = 32 - BitOperations.LeadingZeroCount((uint)Math.Max(0, Math.Min(int.MaxValue, given.Count + (long)_new) - 1));
        // States of a dictionary before go on where this one says so.
        var goesOn = (_flags & 0x100) != 0 && states is not null;
        (_generic, _refined) = goesOn ? ([.. states!.Generic], [.. states.Refinement]) : (new byte[GenericRegion.Contexts], new byte[RefinementRegion.Contexts]);
    }

    /// <param name="given">The symbols of the dictionaries that this one stands on.</param>
    /// <param name="tables">Tables that the file brings, in the order of their use.</param>
    /// <param name="states">Of the last of those dictionaries.</param>
    public static (IReadOnlyList<Bilevel> Symbols, Jbig2States States) Decode(SegmentReader reader, IReadOnlyList<Bilevel> given, IEnumerable<HuffmanTable> tables, Jbig2States? states, Jbig2Limits limits)
    {
        var dictionary = new SymbolDictionary(reader, given, tables, states, limits);
        return (dictionary._prefixes ? dictionary.ByPrefixes() : dictionary.ByArithmetic(), new Jbig2States(dictionary._generic, dictionary._refined));
    }

    private List<Bilevel> ByArithmetic()
    {
        var given = _symbols.Count;
        var decoder = new ArithmeticDecoder(_reader.Rest);
        var (heights, widths, counts, exports) = (new ArithmeticNumbers(), new ArithmeticNumbers(), new ArithmeticNumbers(), new ArithmeticNumbers());
        var text = new ArithmeticText(decoder, new SymbolNumbers(_codeLength), _refined);
        long height = 0;
        while (_symbols.Count < given + (long)_new)
        {
            height += heights.Number(decoder);
            long width = 0;
            while (widths.Read(decoder) is { } step)
            {
                width += step;
                if (_symbols.Count >= given + (long)_new) throw new InvalidDataException("There are more symbols than the picture says.");
                _symbols.Add(_aggregates ? Aggregate(text, counts.Number(decoder), width, height) : _region.Decode(decoder, _generic, width, height, _limits));
            }

            _limits.Tick();
        }

        return Exported(() => exports.Number(decoder));
    }

    /// <summary>A symbol made of others: of one, that is refined; or of several, set as a text.</summary>
    private Bilevel Aggregate(ArithmeticText text, int count, long width, long height)
    {
        if (count == 1)
        {
            var number = text.Symbol();
            var (x, y) = text.Shift();
            return text.Refine(_refinement, width, height, number < _symbols.Count ? _symbols[number] : throw new InvalidDataException("A symbol is made of one that is not there."), x, y, _limits);
        }

        return Several.Decode(text, _symbols, width, height, count, _limits);
    }

    private TextRegion Several => new() { Refined = true, StripBits = 0, Corner = 1, Transposed = false, How = 0, Fill = 0, Gap = 0, Refinement = _refinement };

    private List<Bilevel> ByPrefixes()
    {
        var given = _symbols.Count;
        var heights = Choose((_flags >> 2) & 3, 4, 5);
        var widths = Choose((_flags >> 4) & 3, 2, 3);
        var sizes = (_flags & 0x40) == 0 ? StandardTables.B(1) : Own();
        var counts = (_flags & 0x80) == 0 ? StandardTables.B(1) : Own();
        long height = 0;
        while (_symbols.Count < given + (long)_new)
        {
            height += heights.Number(_reader);
            long width = 0, total = 0;
            List<int> row = [];
            while (widths.Read(_reader) is { } step)
            {
                width += step;
                total += width;
                if (_symbols.Count + row.Count >= given + (long)_new || width < 0) throw new InvalidDataException("There are more symbols than the picture says.");
                if (_aggregates) _symbols.Add(Aggregate(counts.Number(_reader), width, height));
                else row.Add((int)Math.Min(width, int.MaxValue));
            }

            _limits.Tick();
            if (!_aggregates) Cut(Together(sizes.Number(_reader), total, height), row);
        }

        return Exported(() => StandardTables.B(1).Number(_reader));
    }

    private Bilevel Aggregate(int count, long width, long height)
    {
        var code = Math.Max(1, _codeLength);
        if (count == 1)
        {
            var number = (int)_reader.Bits(code);
            var (x, y) = (StandardTables.B(15).Number(_reader), StandardTables.B(15).Number(_reader));
            var size = StandardTables.B(1).Number(_reader);
            _reader.Align();
            return _refinement.Decode(new ArithmeticDecoder(_reader.Bytes(size)), _refined, width, height, number < _symbols.Count ? _symbols[number] : throw new InvalidDataException("A symbol is made of one that is not there."), x, y, _limits);
        }

        var tables = new PrefixText.Tables(StandardTables.B(6), StandardTables.B(8), StandardTables.B(11), StandardTables.B(15), StandardTables.B(15), StandardTables.B(15), StandardTables.B(15), StandardTables.B(1));
        if (code > SymbolNumbers.Longest) throw new InvalidDataException("There are more symbols than any picture has.");
        var ids = new HuffmanTable([.. Enumerable.Range(0, 1 << code).Select(i => new HuffmanLine(code, 0, i))]);
        return Several.Decode(new PrefixText(_reader, tables, ids, _refined), _symbols, width, height, count, _limits);
    }

    /// <summary>All symbols of one height side by side: as they are, or packed as a fax.</summary>
    private Bilevel Together(int size, long width, long height)
    {
        _reader.Align();
        if (size > 0) return FaxPicture.Decode(_reader.Bytes(size), width, height, _limits);
        var row = _limits.New(width, height);
        for (var y = 0; y < row.Height; y++)
        {
            for (var x = 0; x < row.Width; x++) row.Pixels[(y * row.Width) + x] = (byte)_reader.Bit();
            _reader.Align();
        }

        return row;
    }

    private void Cut(Bilevel row, List<int> widths)
    {
        var left = 0;
        foreach (var width in widths)
        {
            var symbol = _limits.New(width, row.Height);
            symbol.Draw(row, -left, 0, how: 4);
            _symbols.Add(symbol);
            left += width;
        }
    }

    private List<Bilevel> Exported(Func<int> run)
    {
        List<Bilevel> exported = [];
        var (at, takes, empty) = (0, false, 0);
        while (at < _symbols.Count)
        {
            var length = run();
            empty = length == 0 ? empty + 1 : 0;
            if (length < 0 || length > _symbols.Count - at || empty > 4) throw new InvalidDataException("What a dictionary hands on is damaged.");
            if (takes) exported.AddRange(_symbols.GetRange(at, length));
            (at, takes) = (at + length, !takes);
        }

        return exported.Count == _exported ? exported : throw new InvalidDataException("A dictionary does not hold what it says.");
    }

    private HuffmanTable Choose(int choice, params ReadOnlySpan<int> standard) => choice < standard.Length ? StandardTables.B(standard[choice]) : Own();

    private HuffmanTable Own() => _tables.TryDequeue(out var table) ? table : throw new InvalidDataException("A table of prefixes is missing.");
}

/// <summary>What the arithmetic decoder has learned, for a dictionary that goes on from there.</summary>
internal sealed record Jbig2States(byte[] Generic, byte[] Refinement);

/// <summary>Places of pixels, as x and y from the one that is decoded.</summary>
internal static class Places
{
    public static (int X, int Y)[] Read(SegmentReader reader, int count)
    {
        var places = new (int X, int Y)[count];
        for (var i = 0; i < count; i++) places[i] = (reader.Signed(), reader.Signed());
        return places;
    }
}
