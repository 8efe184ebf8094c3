using System.Buffers.Binary;
using Onebox.Documents.Pictures.Jbig2;

namespace Onebox.Documents.Tests.Pictures;

/// <summary>Writes JBIG2 as scanners' programs do: a page as one generic region, or as a dictionary of its letters and a text that places them, perhaps refined.</summary>
internal static class Jbig2Writer
{
    // T.88's figures 3 to 6 with the adaptive pixels at their usual places, lowest bit first.
    private static readonly (int X, int Y)[][] Around =
    [
        [(-1, 0), (-2, 0), (-3, 0), (-4, 0), (3, -1), (2, -1), (1, -1), (0, -1), (-1, -1), (-2, -1), (-3, -1), (2, -2), (1, -2), (0, -2), (-1, -2), (-2, -2)],
        [(-1, 0), (-2, 0), (-3, 0), (3, -1), (2, -1), (1, -1), (0, -1), (-1, -1), (-2, -1), (2, -2), (1, -2), (0, -2), (-1, -2)],
        [(-1, 0), (-2, 0), (2, -1), (1, -1), (0, -1), (-1, -1), (-2, -1), (1, -2), (0, -2), (-1, -2)],
        [(-1, 0), (-2, 0), (-3, 0), (-4, 0), (2, -1), (1, -1), (0, -1), (-1, -1), (-2, -1), (-3, -1)],
    ];

    private static readonly byte[][] Places = [[3, 0xFF, 0xFD, 0xFF, 2, 0xFE, 0xFE, 0xFE], [3, 0xFF], [2, 0xFF], [2, 0xFF]];
    private static readonly int[] RepeatContext = [0x9B25, 0x0795, 0x00E5, 0x0195];

    /// <summary>A page as one generic region.</summary>
    public static byte[] Page(Bilevel page, int template = 0, bool typical = false)
    {
        var encoder = new ArithmeticEncoder();
        Generic(encoder, new byte[1 << 16], page, template, typical);
        return [.. PageStart(page), .. Segment(2, 38, [], [.. Region(page.Width, page.Height, 0, 0), (byte)((template << 1) | (typical ? 8 : 0)), .. Places[template], .. encoder.Finish()])];
    }

    /// <summary>A page of letters: each shape once in a dictionary, and where it stands. Shapes that are much alike are one, and refined where they stand.</summary>
    /// <param name="letters">Left, top and shape of each, in the order of lines.</param>
    /// <param name="refined">The letters that stand as something a little different.</param>
    public static (byte[] Shared, byte[] Page) Text(int width, int height, IReadOnlyList<Bilevel> shapes, IReadOnlyList<(int X, int Y, int Shape)> letters, IReadOnlyDictionary<int, Bilevel>? refined = null)
    {
        // Dictionary: shapes by height, then as they come.
        var order = Enumerable.Range(0, shapes.Count).OrderBy(i => shapes[i].Height).ToList();
        var encoder = new ArithmeticEncoder();
        var (states, heights, widths, exports) = (new byte[1 << 16], new byte[512], new byte[512], new byte[512]);
        var tall = 0;
        foreach (var group in order.GroupBy(i => shapes[i].Height))
        {
            Number(encoder, heights, group.Key - tall);
            tall = group.Key;
            var wide = 0;
            foreach (var i in group)
            {
                Number(encoder, widths, shapes[i].Width - wide);
                wide = shapes[i].Width;
                Generic(encoder, states, shapes[i], template: 0, typical: false);
            }

            Number(encoder, widths, null);
        }

        Number(encoder, exports, 0);
        Number(encoder, exports, shapes.Count);
        var shared = Segment(0, 0, [], [0, 0, .. Places[0], .. Number(shapes.Count), .. Number(shapes.Count), .. encoder.Finish()], page: 0);
        return (shared, [.. PageStart(new Bilevel(width, height)), .. Segment(2, 6, [0], [.. Region(width, height, 0, 0), .. Set(shapes, order, letters, refined ?? new Dictionary<int, Bilevel>())])]);
    }

    private static byte[] Set(IReadOnlyList<Bilevel> shapes, List<int> order, IReadOnlyList<(int X, int Y, int Shape)> letters, IReadOnlyDictionary<int, Bilevel> refined)
    {
        var encoder = new ArithmeticEncoder();
        var (steps, firsts, nexts, ids, isRefined, dw, dh, dx, dy, refinement) = (new byte[512], new byte[512], new byte[512], new byte[1 << 20], new byte[512], new byte[512], new byte[512], new byte[512], new byte[512], new byte[1 << 13]);
        var bits = 0;
        while (1 << bits < shapes.Count) bits++;
        Number(encoder, steps, 0);
        var (strip, first) = (0, 0);
        // Corner: top left. Each top is a strip of its own.
        foreach (var line in letters.Index().GroupBy(l => l.Item.Y).OrderBy(g => g.Key))
        {
            Number(encoder, steps, line.Key - strip);
            strip = line.Key;
            int? at = null;
            foreach (var (index, letter) in line)
            {
                if (at is null)
                {
                    Number(encoder, firsts, letter.X - first);
                    first = letter.X;
                }
                else
                {
                    Number(encoder, nexts, letter.X - at.Value);
                }

                var context = 1;
                var number = order.IndexOf(letter.Shape);
                for (var bit = bits - 1; bit >= 0; bit--)
                {
                    encoder.Encode(ids, context, (number >> bit) & 1);
                    context = (context << 1) | ((number >> bit) & 1);
                }

                var shape = shapes[letter.Shape];
                if (refined.Count > 0)
                {
                    Number(encoder, isRefined, refined.ContainsKey(index) ? 1 : 0);
                    if (refined.TryGetValue(index, out var better))
                    {
                        var (wider, taller) = (better.Width - shape.Width, better.Height - shape.Height);
                        Number(encoder, dw, wider);
                        Number(encoder, dh, taller);
                        Number(encoder, dx, -(wider >> 1));
                        Number(encoder, dy, -(taller >> 1));
                        Refine(encoder, refinement, better, shape);
                        shape = better;
                    }
                }

                at = letter.X + shape.Width - 1;
            }

            Number(encoder, nexts, null);
        }

        // Flags: perhaps refined, strips of one, corner top left.
        var flags = (refined.Count > 0 ? 2 : 0) | (1 << 4);
        byte[] places = refined.Count > 0 ? [0xFF, 0xFF, 0xFF, 0xFF] : [];
        return [(byte)(flags >> 8), (byte)flags, .. places, .. Number(letters.Count), .. encoder.Finish()];
    }

    private static void Generic(ArithmeticEncoder encoder, byte[] states, Bilevel picture, int template, bool typical)
    {
        var repeated = 0;
        for (var y = 0; y < picture.Height; y++)
        {
            if (typical)
            {
                var same = Enumerable.Range(0, picture.Width).All(x => picture.At(x, y) == picture.At(x, y - 1)) ? 1 : 0;
                encoder.Encode(states, RepeatContext[template], same ^ repeated);
                repeated = same;
                if (same == 1) continue;
            }

            for (var x = 0; x < picture.Width; x++)
            {
                var context = 0;
                for (var i = 0; i < Around[template].Length; i++) context |= picture.At(x + Around[template][i].X, y + Around[template][i].Y) << i;
                encoder.Encode(states, context, picture.At(x, y));
            }
        }
    }

    // Figure 12, template 0, the other picture at the same place.
    private static void Refine(ArithmeticEncoder encoder, byte[] states, Bilevel picture, Bilevel other)
    {
        (int X, int Y)[] here = [(-1, 0), (1, -1), (0, -1), (-1, -1)];
        (int X, int Y)[] there = [(1, 1), (0, 1), (-1, 1), (1, 0), (0, 0), (-1, 0), (1, -1), (0, -1), (-1, -1)];
        for (var y = 0; y < picture.Height; y++)
            for (var x = 0; x < picture.Width; x++)
            {
                var context = 0;
                for (var i = 0; i < here.Length; i++) context |= picture.At(x + here[i].X, y + here[i].Y) << i;
                for (var i = 0; i < there.Length; i++) context |= other.At(x + there[i].X, y + there[i].Y) << (here.Length + i);
                encoder.Encode(states, context, picture.At(x, y));
            }
    }

    // Annex A.
    private static void Number(ArithmeticEncoder encoder, byte[] states, int? number)
    {
        var context = 1;
        void Bit(int bit)
        {
            encoder.Encode(states, context, bit);
            context = context < 256 ? (context << 1) | bit : ((((context << 1) | bit) & 511) | 256);
        }

        var size = Math.Abs((long)(number ?? 0));
        Bit(number is null or < 0 ? 1 : 0);
        (int Bits, int From)[] ranges = [(2, 0), (4, 4), (6, 20), (8, 84), (12, 340), (32, 4436)];
        var range = Array.FindLastIndex(ranges, r => size >= r.From);
        for (var i = 0; i < range; i++) Bit(1);
        if (range < 5) Bit(0);
        for (var bit = ranges[range].Bits - 1; bit >= 0; bit--) Bit((int)((size - ranges[range].From) >> bit) & 1);
    }

    private static byte[] PageStart(Bilevel page) => Segment(1, 48, [], [.. Number(page.Width), .. Number(page.Height), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

    private static byte[] Region(int width, int height, int x, int y) => [.. Number(width), .. Number(height), .. Number(x), .. Number(y), 0];

    private static byte[] Segment(int number, byte type, byte[] refers, byte[] data, byte page = 1) =>
        [.. Number(number), type, (byte)(refers.Length << 5), .. refers, page, .. Number(data.Length), .. data];

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
