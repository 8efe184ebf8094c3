namespace Onebox.Documents.Pictures.Jbig2;

/// <summary>
/// JBIG2 as PDF files embed it (ITU-T T.88; ISO 32000-1, 7.4.7): segments in their order, without a file header, perhaps standing on others that several pictures share. All
/// coding procedures but patterns packed as a fax, and colour. Damaged data throws <see cref="InvalidDataException"/>; what was read until then is lost.
/// </summary>
internal sealed class Jbig2Decoder
{
    private readonly Jbig2Limits _limits;
    private readonly Dictionary<long, Segment> _segments = [];
    private readonly int _height;
    private Bilevel? _page;

    private Jbig2Decoder(int height, Jbig2Limits limits) => (_height, _limits) = (height, limits);

    private sealed record Segment(IReadOnlyList<Bilevel>? Symbols = null, Jbig2States? States = null, IReadOnlyList<Bilevel>? Patterns = null, HuffmanTable? Table = null, Bilevel? Region = null);

    /// <param name="data">The picture's stream.</param>
    /// <param name="shared">The stream of shared segments (JBIG2Globals); empty without one.</param>
    /// <param name="height">Of the picture, where its own segments leave it open.</param>
    public static Bilevel Decode(ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> shared, int height, Jbig2Limits limits)
    {
        var decoder = new Jbig2Decoder(height, limits);
        decoder.Read(new SegmentReader(shared));
        decoder.Read(new SegmentReader(data));
        return decoder._page ?? throw new InvalidDataException("There is no page in the picture.");
    }

    private void Read(SegmentReader reader)
    {
        while (!reader.IsAtEnd)
        {
            _limits.Tick();
            var header = SegmentHeader.Read(reader);
            var length = header.Length == SegmentHeader.Unknown ? SegmentHeader.Find(reader.Rest.Span) : (int)Math.Min(header.Length, int.MaxValue);
            // The last segment's end may be missing: what is there still shows.
            var data = new SegmentReader(reader.Bytes(Math.Min(length, reader.Rest.Length)));
            if (header.Type == 51) return;
            Take(header, data);
        }
    }

    private void Take(SegmentHeader header, SegmentReader data)
    {
        switch (header.Type)
        {
            case 0:
                var (symbols, states) = SymbolDictionary.Decode(data, [.. Symbols(header)], Tables(header), header.Refers.Select(Find).LastOrDefault(s => s.States is not null)?.States, _limits);
                _segments[header.Number] = new Segment(symbols, states);
                break;
            case 4 or 6 or 7:
                Put(header, data, 4, (region, reader) => TextSegment.Decode(reader, region.Width, region.Height, [.. Symbols(header)], Tables(header), _limits));
                break;
            case 16:
                _segments[header.Number] = new Segment(Patterns: Halftone.Patterns(data, _limits));
                break;
            case 20 or 22 or 23:
                Put(header, data, 20, (region, reader) => Halftone.Region(reader, region.Width, region.Height, [.. header.Refers.Select(Find).SelectMany(s => s.Patterns ?? [])], _limits));
                break;
            case 36 or 38 or 39:
                Put(header, data, 36, Generic);
                break;
            case 40 or 42 or 43:
                Put(header, data, 40, (region, reader) => Refined(header, region, reader));
                break;
            case 48:
                StartPage(data);
                break;
            case 53:
                _segments[header.Number] = new Segment(Table: HuffmanTable.From(data));
                break;
            default:
                // Ends of pages and stripes, profiles, comments.
                break;
        }
    }

    private void StartPage(SegmentReader data)
    {
        var (width, height) = (data.Number(), data.Number());
        data.Bytes(8);
        var fill = (byte)((data.Byte() >> 2) & 1);
        _page = _limits.New(width, height == uint.MaxValue ? _height : height, fill);
    }

    /// <summary>On the page at once, or kept for a later segment that refines it.</summary>
    private void Put(SegmentHeader header, SegmentReader data, int kept, Func<RegionPlace, SegmentReader, Bilevel> decode)
    {
        var place = new RegionPlace(data.Number(), data.Number(), (int)data.Number(), (int)data.Number(), data.Byte() & 7);
        var region = decode(place, data);
        if (header.Type == kept) _segments[header.Number] = new Segment(Region: region);
        else (_page ?? throw new InvalidDataException("A region comes before its page.")).Draw(region, place.Left, place.Top, place.How);
    }

    private Bilevel Generic(RegionPlace place, SegmentReader data)
    {
        var flags = data.Byte();
        if ((flags & 1) == 1) return FaxPicture.Decode(data.Rest, place.Width, place.Height, _limits);
        if ((flags & 16) != 0) throw new InvalidDataException("Templates with twelve chosen pixels are not read.");
        var template = (flags >> 1) & 3;
        var region = new GenericRegion(template, (flags & 8) != 0, Places.Read(data, GenericRegion.AdaptiveCount(template)));
        return region.Decode(new ArithmeticDecoder(data.Rest), new byte[GenericRegion.Contexts], place.Width, place.Height, _limits);
    }

    private Bilevel Refined(SegmentHeader header, RegionPlace place, SegmentReader data)
    {
        var flags = data.Byte();
        var region = new RefinementRegion(flags & 1, (flags & 2) != 0, (flags & 1) == 0 ? Places.Read(data, 2) : []);
        var other = header.Refers.Select(Find).Select(s => s.Region).FirstOrDefault(r => r is not null);
        if (other is null)
        {
            if (place.Width * (long)place.Height > int.MaxValue) throw new InvalidDataException("A region is larger than any page.");
            other = _limits.New(place.Width, place.Height);
            other.Draw(_page ?? throw new InvalidDataException("A region comes before its page."), -place.Left, -place.Top, how: 4);
        }

        return region.Decode(new ArithmeticDecoder(data.Rest), new byte[RefinementRegion.Contexts], place.Width, place.Height, other, 0, 0, _limits);
    }

    private IEnumerable<Bilevel> Symbols(SegmentHeader header) => header.Refers.Select(Find).SelectMany(s => s.Symbols ?? []);

    private IEnumerable<HuffmanTable> Tables(SegmentHeader header) => header.Refers.Select(Find).Select(s => s.Table).OfType<HuffmanTable>();

    private Segment Find(long number) => _segments.GetValueOrDefault(number) ?? new Segment();

    private sealed record RegionPlace(uint Width, uint Height, int Left, int Top, int How);
}
