using CsCheck;
using Onebox.Documents.Ocr;
using Onebox.Documents.Pictures;

namespace Onebox.Documents.Tests.Pictures;

public sealed class PictureRulesTests
{
    private const int Wide = 500;
    private const int High = 300;

    /// <summary>A line two pixels thick and grey that climbs, on grainy paper, is one line from end to end.</summary>
    [Fact]
    public void Find_LeaningGrainyLine_IsOne() =>
        Gen.Select(Gen.Int[60, 240], Gen.Int[20, 120], Gen.Int[300, 480], Gen.Double[-0.008, 0.008], Gen.Int[0, 1000]).Sample((y, from, to, slope, seed) =>
        {
            var image = Paper(seed);
            for (var x = from; x < to; x++)
                foreach (var dy in (int[])[0, 1]) image.Gray[((y + (int)(slope * (x - from)) + dy) * Wide) + x] = 110;
            var line = Assert.Single(PictureRules.Find(image).Across);
            Assert.InRange(line.From, from - 3, from + 12);
            Assert.InRange(line.To, to - 12, to + 3);
        }, iter: 60);

    /// <summary>A letter's stem right above a table stands in line with a line down: it stays when the lines are taken out.</summary>
    [Fact]
    public void Erased_StemAboveTheTable_Stays()
    {
        var image = Paper(1);
        foreach (var y in (int[])[100, 150, 200])
            for (var x = 50; x < 400; x++) image.Gray[(y * Wide) + x] = image.Gray[((y + 1) * Wide) + x] = 20;
        foreach (var x in (int[])[50, 200, 399])
            for (var y = 100; y < 200; y++) image.Gray[(y * Wide) + x] = 20;
        for (var y = 70; y < 96; y++) image.Gray[(y * Wide) + 200] = 20;
        var erased = PictureRules.Find(image).Erased(image);
        Assert.All(Enumerable.Range(72, 20), y => Assert.Equal(20, erased.Gray[(y * Wide) + 200]));
        Assert.All(Enumerable.Range(110, 30), y => Assert.Equal(255, erased.Gray[(y * Wide) + 200]));
    }

    private static OcrImage Paper(int seed)
    {
        var random = new Random(seed);
        var gray = new byte[Wide * High];
        for (var i = 0; i < gray.Length; i++) gray[i] = (byte)(238 + random.Next(17));
        return new OcrImage(Wide, High, gray);
    }
}
