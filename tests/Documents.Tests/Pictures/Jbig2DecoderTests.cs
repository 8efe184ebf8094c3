using CsCheck;
using Onebox.Documents.Pictures.Jbig2;

namespace Onebox.Documents.Tests.Pictures;

public sealed class Jbig2DecoderTests
{
    private static Jbig2Limits Limits => new(maxPixels: 1 << 22, tick: () => { });

    private static readonly Gen<Bilevel> AnyPicture = Gen.Select(Gen.Int[1, 70], Gen.Int[1, 40], Gen.Int[0, 1000], Gen.Int[0, 4]).Select((width, height, seed, kind) => Draw(width, height, seed, kind));

    [Fact]
    public void Page_OfEachTemplate_ComesBackAsItWas() =>
        Gen.Select(AnyPicture, Gen.Int[0, 3], Gen.Bool).Sample((picture, template, typical) => Same(picture, Jbig2Decoder.Decode(Jbig2Writer.Page(picture, template, typical), default, picture.Height, Limits)), iter: 100);

    [Fact]
    public void Text_OfShapes_StandsWhereItWasSet() =>
        Gen.Select(AnyPicture.Array[1, 9], Gen.Int[0, 1000], Gen.Bool).Sample((shapes, seed, refined) =>
        {
            var random = new Random(seed);
            var letters = Enumerable.Range(0, 1 + random.Next(40)).Select(i => (X: random.Next(-5, 280), Y: random.Next(6) * 30, Shape: random.Next(shapes.Length))).OrderBy(l => l.Y).ThenBy(l => l.X).ToList();
            var better = refined ? letters.Index().Where(l => l.Index % 3 == 0).ToDictionary(l => l.Index, l => Draw(shapes[l.Item.Shape].Width + random.Next(3), shapes[l.Item.Shape].Height + random.Next(3), seed, 1)) : [];
            var page = new Bilevel(300, 200);
            foreach (var (i, letter) in letters.Index()) page.Draw(better.GetValueOrDefault(i) ?? shapes[letter.Shape], letter.X, letter.Y, how: 0);
            var (shared, data) = Jbig2Writer.Text(page.Width, page.Height, shapes, letters, better);
            Same(page, Jbig2Decoder.Decode(data, shared, page.Height, Limits));
        }, iter: 60);

    [Fact]
    public void MutatedPicture_IsReadOrRefusedInTime()
    {
        var (shared, text) = Jbig2Writer.Text(300, 200, [Draw(20, 30, 1, 2), Draw(9, 12, 2, 1)], [(3, 0, 0), (40, 0, 1), (3, 60, 1)], new Dictionary<int, Bilevel> { [1] = Draw(10, 12, 3, 1) });
        byte[][] seeds = [Jbig2Writer.Page(Draw(64, 40, 5, 3)), [.. shared, .. text], Huffman()];
        Gen.Select(Gen.Int[0, seeds.Length - 1], Gen.Select(Gen.Int[0, 10_000], Gen.Byte).Array[1, 6], Gen.Int[0, 5]).Sample((which, changes, cut) =>
        {
            byte[] bytes = [.. seeds[which]];
            foreach (var (at, value) in changes) bytes[at % bytes.Length] = value;
            try
            {
                Jbig2Decoder.Decode(cut == 0 ? bytes.AsMemory(0, bytes.Length / 2) : bytes, default, 200, Limits);
            }
            catch (InvalidDataException)
            {
                // Refused.
            }
        }, iter: 1000);
    }

    /// <summary>Prefixes fill the space of codes: a length that was mistyped leaves a gap or an overlap.</summary>
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8), InlineData(9), InlineData(10), InlineData(11), InlineData(12), InlineData(13), InlineData(14), InlineData(15)]
    public void StandardTable_IsComplete(int number)
    {
        var lines = StandardTables.LinesOf(number);
        Assert.Equal(1, lines.Sum(l => Math.ScaleB(1, -l.Prefix)));
        // Each range goes on where the one before ended.
        var ranges = lines.Where(l => l.Kind == HuffmanLineKind.Range).ToList();
        Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.Equal(pair.First.From + (1L << pair.First.Bits), pair.Second.From));
    }

    // A dictionary written by prefixes with one uncompressed shape, and a text that sets it: T.88's other way, as fax machines use it.
    private static byte[] Huffman() =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0b1111_0000, 0b0110_1000, 0, 0xAA, 0x55, 0,
        0, 0, 0, 1, 48, 0, 1, 0, 0, 0, 19, 0, 0, 0, 64, 0, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    private static void Same(Bilevel expected, Bilevel actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.True(expected.Pixels.AsSpan().SequenceEqual(actual.Pixels), "The pixels differ.");
    }

    private static Bilevel Draw(int width, int height, int seed, int kind)
    {
        var random = new Random(seed);
        var picture = new Bilevel(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                picture.Pixels[(y * width) + x] = (byte)(kind switch { 0 => 0, 1 => random.Next(2), 2 => (x / 3) + (y / 5) & 1, 3 => y % 4 < 2 && x % 7 < 5 ? 1 : 0, _ => random.Next(12) == 0 ? 1 : 0 });
        return picture;
    }
}
