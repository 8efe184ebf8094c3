namespace Onebox.Documents.Pictures.Jbig2;

/// <summary>The numbers of a text region, by arithmetic or by prefixes.</summary>
internal abstract class TextNumbers
{
    public abstract int StripStep();

    public abstract int FirstStep();

    /// <returns>Null at the end of the strip.</returns>
    public abstract int? NextStep();

    /// <param name="bits">How many bits it has, where it is not by arithmetic.</param>
    public abstract int WithinStrip(int bits);

    public abstract int Symbol();

    public abstract bool IsRefined();

    public abstract (int Width, int Height, int X, int Y) Change();

    public abstract Bilevel Refine(RefinementRegion region, long width, long height, Bilevel other, int dx, int dy, Jbig2Limits limits);
}

/// <summary>By the arithmetic decoder; a dictionary that is made of such regions keeps the states from one to the next.</summary>
internal sealed class ArithmeticText(ArithmeticDecoder decoder, SymbolNumbers symbols, byte[] refinement) : TextNumbers
{
    private readonly ArithmeticNumbers _strip = new(), _first = new(), _next = new(), _within = new(), _refined = new(), _width = new(), _height = new(), _x = new(), _y = new();

    public override int StripStep() => _strip.Number(decoder);

    public override int FirstStep() => _first.Number(decoder);

    public override int? NextStep() => _next.Read(decoder);

    public override int WithinStrip(int bits) => bits == 0 ? 0 : _within.Number(decoder);

    public override int Symbol() => symbols.Read(decoder);

    public override bool IsRefined() => _refined.Number(decoder) != 0;

    public override (int Width, int Height, int X, int Y) Change() => (_width.Number(decoder), _height.Number(decoder), _x.Number(decoder), _y.Number(decoder));

    /// <summary>Where a symbol that is made of one other lies.</summary>
    public (int X, int Y) Shift() => (_x.Number(decoder), _y.Number(decoder));

    public override Bilevel Refine(RefinementRegion region, long width, long height, Bilevel other, int dx, int dy, Jbig2Limits limits) =>
        region.Decode(decoder, refinement, width, height, other, dx, dy, limits);
}

/// <summary>By prefixes; refinements are by arithmetic all the same, each in bytes of its own.</summary>
internal sealed class PrefixText(SegmentReader reader, PrefixText.Tables tables, HuffmanTable symbols, byte[] refinement) : TextNumbers
{
    internal sealed record Tables(HuffmanTable First, HuffmanTable Next, HuffmanTable Strip, HuffmanTable Width, HuffmanTable Height, HuffmanTable X, HuffmanTable Y, HuffmanTable Size);

    public override int StripStep() => tables.Strip.Number(reader);

    public override int FirstStep() => tables.First.Number(reader);

    public override int? NextStep() => tables.Next.Read(reader);

    public override int WithinStrip(int bits) => (int)reader.Bits(bits);

    public override int Symbol() => symbols.Number(reader);

    public override bool IsRefined() => reader.Bit() == 1;

    public override (int Width, int Height, int X, int Y) Change() => (tables.Width.Number(reader), tables.Height.Number(reader), tables.X.Number(reader), tables.Y.Number(reader));

    public override Bilevel Refine(RefinementRegion region, long width, long height, Bilevel other, int dx, int dy, Jbig2Limits limits)
    {
        var size = tables.Size.Number(reader);
        reader.Align();
        return region.Decode(new ArithmeticDecoder(reader.Bytes(size)), refinement, width, height, other, dx, dy, limits);
    }
}
