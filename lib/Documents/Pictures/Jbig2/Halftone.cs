using System.Numerics;

namespace Onebox.Documents.Pictures.Jbig2;

/// <summary>Greys as patterns of dots (T.88, 6.6 and 6.7).</summary>
internal static class Halftone
{
    /// <summary>A pattern dictionary: all patterns side by side in one picture.</summary>
    public static IReadOnlyList<Bilevel> Patterns(SegmentReader reader, Jbig2Limits limits)
    {
        var flags = reader.Byte();
        var (width, height) = ((int)reader.Byte(), (int)reader.Byte());
        var count = reader.Number() + 1L;
        var template = (flags >> 1) & 3;
        var row = (flags & 1) == 1
            ? FaxPicture.Decode(reader.Rest, count * width, height, limits)
            : new GenericRegion(template, Typical: false, template == 0 ? [(-width, 0), (-3, -1), (2, -2), (-2, -2)] : [(-width, 0)]).Decode(new ArithmeticDecoder(reader.Rest), new byte[GenericRegion.Contexts], count * width, height, limits);
        if (width == 0 || height == 0) throw new InvalidDataException("The patterns have no size.");
        return [.. Enumerable.Range(0, (int)count).Select(i => row.Cut(i * width, 0, width, height))];
    }

    public static Bilevel Region(SegmentReader reader, long width, long height, IReadOnlyList<Bilevel> patterns, Jbig2Limits limits)
    {
        var flags = reader.Byte();
        var (across, down) = (reader.Number(), reader.Number());
        var (left, top) = ((int)reader.Number(), (int)reader.Number());
        var (stepX, stepY) = (reader.Short(), reader.Short());
        if ((flags & 1) == 1) throw new InvalidDataException("Patterns packed as a fax are not read.");
        if (patterns.Count == 0) throw new InvalidDataException("The patterns are missing.");
        var page = limits.New(width, height, (byte)(flags >> 7));
        var skip = (flags & 8) == 0 ? null : Outside(limits.New(across, down), page, patterns[0], left, top, stepX, stepY);
        var greys = Greys(reader, (flags >> 1) & 3, across, down, 32 - BitOperations.LeadingZeroCount((uint)patterns.Count - 1), skip, limits);
        for (var y = 0; y < down; y++)
        {
            limits.Tick();
            for (var x = 0; x < across; x++)
            {
                var grey = Math.Min(greys[(y * across) + x], patterns.Count - 1);
                page.Draw(patterns[grey], Place(left, (long)y * stepY + (long)x * stepX), Place(top, (long)y * stepX - (long)x * stepY), (flags >> 4) & 7);
            }
        }

        return page;
    }

    /// <summary>Layer by layer from the highest bit down, each exclusive-or'ed with the one above (Annex C).</summary>
    private static int[] Greys(SegmentReader reader, int template, long across, long down, int bits, Bilevel? skip, Jbig2Limits limits)
    {
        var region = new GenericRegion(template, Typical: false, template == 0 ? [(3, -1), (-3, -1), (2, -2), (-2, -2)] : [(template == 1 ? 3 : 2, -1)]);
        var (decoder, states) = (new ArithmeticDecoder(reader.Rest), new byte[GenericRegion.Contexts]);
        int[]? greys = null;
        Bilevel? above = null;
        for (var bit = bits - 1; bit >= 0; bit--)
        {
            var layer = region.Decode(decoder, states, across, down, limits, skip);
            if (above is not null) layer.Draw(above, 0, 0, how: 2);
            greys ??= new int[layer.Pixels.Length];
            for (var i = 0; i < greys.Length; i++) greys[i] |= layer.Pixels[i] << bit;
            above = layer;
        }

        return greys ?? new int[limits.New(across, down).Pixels.Length];
    }

    private static Bilevel Outside(Bilevel skip, Bilevel page, Bilevel pattern, int left, int top, int stepX, int stepY)
    {
        for (var y = 0; y < skip.Height; y++)
            for (var x = 0; x < skip.Width; x++)
            {
                var (atX, atY) = (Place(left, (long)y * stepY + (long)x * stepX), Place(top, (long)y * stepX - (long)x * stepY));
                if (atX + pattern.Width <= 0 || atX >= page.Width || atY + pattern.Height <= 0 || atY >= page.Height) skip.Pixels[(y * skip.Width) + x] = 1;
            }

        return skip;
    }

    private static int Place(int from, long steps) => (int)Math.Clamp((from + steps) >> 8, -1_000_000, 1_000_000);
}
