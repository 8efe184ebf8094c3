using System.Buffers.Binary;

namespace Onebox.Documents.Pictures.Jpeg2000;

/// <param name="Depth">Bits of a sample.</param>
/// <param name="StepX">Every so many pixels has a sample.</param>
internal sealed record ComponentSize(int Depth, bool Signed, int StepX, int StepY);

/// <summary>How a component is cut and transformed (COD, COC).</summary>
/// <param name="Levels">Halvings of the wavelet transform.</param>
/// <param name="BlockX">Binary logarithm of a code block's width.</param>
/// <param name="Reversible">The 5/3 filter in whole numbers; else the 9/7.</param>
/// <param name="Precincts">Binary logarithms of the sizes at each resolution.</param>
internal sealed record Coding(int Levels, int BlockX, int BlockY, int Style, bool Reversible, (int X, int Y)[] Precincts);

/// <summary>What a step of each band is worth (QCD, QCC).</summary>
/// <param name="Kind">0 none, 1 derived from the first, 2 one for each band.</param>
internal sealed record Quantization(int Kind, int GuardBits, (int Exponent, int Mantissa)[] Steps);

/// <summary>What a header says; that of a tile may differ from the picture's.</summary>
internal sealed record Header
{
    public int Order { get; init; }

    public int Layers { get; init; }

    /// <summary>The first three components are brightness and two of colour.</summary>
    public bool Mixed { get; init; }

    public bool Sop { get; init; }

    public bool Eph { get; init; }

    public required Coding?[] Codings { get; init; }

    public required Quantization?[] Quantizations { get; init; }
}

/// <summary>The markers of a JPEG 2000 codestream (ITU-T T.800, Annex A) and the packets of each tile.</summary>
internal sealed class Codestream
{
    private const int MostComponents = 64;
    private const int MostTiles = 65535;

    private readonly ReadOnlyMemory<byte> _data;
    private int _at;

    private Codestream(ReadOnlyMemory<byte> data) => _data = data;

    public Rectangle Area { get; private set; }

    public (int X, int Y, int Width, int Height) Grid { get; private set; }

    public ComponentSize[] Components { get; private set; } = [];

    public SortedDictionary<int, (Header Header, List<ReadOnlyMemory<byte>> Packets)> Tiles { get; } = [];

    /// <exception cref="InvalidDataException">It is damaged, or uses what no scanner does.</exception>
    public static Codestream Read(ReadOnlyMemory<byte> data)
    {
        var stream = new Codestream(data);
        if (stream.Short() != 0xFF4F) throw new InvalidDataException("It is no JPEG 2000 codestream.");
        stream.ReadSize();
        var header = new Header { Codings = new Coding?[stream.Components.Length], Quantizations = new Quantization?[stream.Components.Length] };
        while (stream.Left >= 2)
        {
            var marker = stream.Short();
            if (marker == 0xFFD9) break;
            if (marker == 0xFF90) stream.ReadTilePart(header);
            else header = stream.ReadSegment(marker, header);
        }

        return stream;
    }

    private int Left => _data.Length - _at;

    private void ReadSize()
    {
        if (Short() != 0xFF51) throw new InvalidDataException("The picture's size is missing.");
        var end = _at + Short();
        Short();
        Span<uint> numbers = stackalloc uint[8];
        foreach (ref var number in numbers) number = Number();
        if (numbers.ContainsAnyInRange((uint)int.MaxValue / 2, uint.MaxValue)) throw new InvalidDataException("The picture is larger than any.");
        Area = new Rectangle((int)numbers[2], (int)numbers[3], (int)numbers[0], (int)numbers[1]);
        Grid = ((int)numbers[6], (int)numbers[7], (int)numbers[4], (int)numbers[5]);
        var count = Short();
        if (Area.IsEmpty || Grid.Width == 0 || Grid.Height == 0 || Grid.X > Area.Left || Grid.Y > Area.Top || count is 0 or > MostComponents) throw new InvalidDataException("The picture's size is damaged.");
        if ((long)Rectangle.Up(Area.Right - Grid.X, Grid.Width) * Rectangle.Up(Area.Bottom - Grid.Y, Grid.Height) > MostTiles) throw new InvalidDataException("The picture has too many tiles.");
        Components = new ComponentSize[count];
        for (var i = 0; i < count; i++)
        {
            var (depth, x, y) = (Byte(), Byte(), Byte());
            if (x == 0 || y == 0 || (depth & 127) > 15) throw new InvalidDataException("A component is damaged.");
            Components[i] = new ComponentSize((depth & 127) + 1, depth > 127, x, y);
        }

        _at = end;
    }

    private void ReadTilePart(Header main)
    {
        var start = _at - 2;
        Short();
        var (tile, length) = (Short(), Number());
        _at += 2;
        var end = length == 0 ? _data.Length : (int)Math.Min(_data.Length, start + (long)length);
        if (!Tiles.TryGetValue(tile, out var known)) known = (main with { Codings = [.. main.Codings], Quantizations = [.. main.Quantizations] }, []);
        while (true)
        {
            var marker = Short();
            if (marker == 0xFF93) break;
            known.Header = ReadSegment(marker, known.Header);
        }

        if (end < _at) throw new InvalidDataException("A tile is damaged.");
        known.Packets.Add(_data[_at..end]);
        Tiles[tile] = known;
        _at = end;
    }

    private Header ReadSegment(int marker, Header header)
    {
        if (marker < 0xFF00) throw new InvalidDataException("The codestream is damaged.");
        var end = _at + Short();
        if (end > _data.Length) throw new InvalidDataException("The picture is cut off.");
        switch (marker)
        {
            case 0xFF52:
                var style = Byte();
                header = header with { Order = Byte(), Layers = Short(), Mixed = Byte() == 1, Sop = (style & 2) != 0, Eph = (style & 4) != 0 };
                var coding = ReadCoding((style & 1) != 0);
                for (var i = 0; i < header.Codings.Length; i++) header.Codings[i] = coding;
                break;
            case 0xFF53:
                header.Codings[Component()] = ReadCoding((Byte() & 1) != 0);
                break;
            case 0xFF5C:
                var steps = ReadQuantization(end);
                for (var i = 0; i < header.Quantizations.Length; i++) header.Quantizations[i] = steps;
                break;
            case 0xFF5D:
                header.Quantizations[Component()] = ReadQuantization(end);
                break;
            case 0xFF5E or 0xFF5F or 0xFF60 or 0xFF61:
                // Regions of interest, orders that change, headers apart from their packets.
                throw new InvalidDataException("The picture uses parts of JPEG 2000 that are not read here.");
        }

        _at = end;
        return header;
    }

    private int Component() => (Components.Length > 256 ? Short() : Byte()) is var component && component < Components.Length ? component : throw new InvalidDataException("A component is named that is not there.");

    private Coding ReadCoding(bool ownPrecincts)
    {
        var (levels, x, y, style, transform) = (Byte(), Byte() + 2, Byte() + 2, Byte(), Byte());
        // Raw bits and stripes that do not see the next: no scanner writes them.
        if (levels > 32 || x > 10 || y > 10 || x + y > 12 || (style & 0x09) != 0 || transform > 1) throw new InvalidDataException("The picture uses parts of JPEG 2000 that are not read here.");
        var precincts = new (int X, int Y)[levels + 1];
        for (var i = 0; i <= levels; i++) precincts[i] = ownPrecincts ? (Byte() is var size ? (size & 15, size >> 4) : default) : (15, 15);
        return new Coding(levels, x, y, style, transform == 1, precincts);
    }

    private Quantization ReadQuantization(int end)
    {
        var style = Byte();
        List<(int, int)> steps = [];
        while (_at < end) steps.Add((style & 31) == 0 ? (Byte() >> 3, 0) : (Short() is var step ? (step >> 11, step & 0x7FF) : default));
        return steps.Count > 0 && (style & 31) <= 2 ? new Quantization(style & 31, style >> 5, [.. steps]) : throw new InvalidDataException("The steps of the bands are damaged.");
    }

    private int Byte() => _at < _data.Length ? _data.Span[_at++] : throw new InvalidDataException("The picture is cut off.");

    private int Short() => (Byte() << 8) | Byte();

    private uint Number()
    {
        if (Left < 4) throw new InvalidDataException("The picture is cut off.");
        _at += 4;
        return BinaryPrimitives.ReadUInt32BigEndian(_data.Span[(_at - 4)..]);
    }
}
