using Onebox.Documents.Ocr;
using SkiaSharp;

namespace Onebox.Documents.Tests.Ocr;

/// <summary>The bars for scans: characters right ≥ 97 %, table cells in place ≥ 98 %.</summary>
public sealed class OcrEngineTests : IDisposable
{
    private readonly OcrEngine _engine = OcrEngine.Load();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("handbook.en", 0, 0)]
    [InlineData("handbook.zh", 0, 0)]
    [InlineData("handbook.en", 0.8, 6)]
    [InlineData("handbook.zh", -1.2, 6)]
    public async Task Scan_Read_HoldsTheBars(string name, double degrees, double noise)
    {
        var scan = ScanSimulator.Scan(CorpusFile.Bytes($"{name}.scan.png"), degrees, noise);
        var document = await Parsing.ParseAsync("scan.jpg", scan, ocr: _engine);
        var (expected, actual) = (CorpusFile.Expected(name), CorpusFile.Notation(document));
        Assert.True(CorpusFile.CharactersRight(expected, actual) >= 0.97, $"{CorpusFile.CharactersRight(expected, actual):P2} of the characters:\n{string.Join('\n', actual)}");
        Assert.True(CorpusFile.CellsInPlace(expected, actual) >= 0.98, $"{CorpusFile.CellsInPlace(expected, actual):P2} of the cells:\n{string.Join('\n', actual)}");
        Assert.All(document.Blocks, b => Assert.InRange(b.Confidence!.Value, 0.5, 1));
    }

    [Theory]
    [InlineData(90, 270)]
    [InlineData(180, 180)]
    [InlineData(270, 90)]
    public async Task TurnedScan_IsReadUpright(int degrees, int turnedBack)
    {
        var scan = ScanSimulator.Scan(CorpusFile.Bytes("handbook.zh.scan.png"), degrees, 2, SKEncodedImageFormat.Webp);
        var document = await Parsing.ParseAsync("scan.webp", scan, ocr: _engine);
        Assert.Equal(turnedBack, document.Pages[0].Rotation);
        Assert.True(CorpusFile.CharactersRight(CorpusFile.Expected("handbook.zh"), CorpusFile.Notation(document)) >= 0.97, string.Join('\n', CorpusFile.Notation(document)));
    }

    [Fact]
    public async Task Picture_WithoutText_GivesNone()
    {
        using var empty = new SKBitmap(400, 300);
        empty.Erase(SKColors.White);
        using var png = empty.Encode(SKEncodedImageFormat.Png, 100);
        var document = await Parsing.ParseAsync("empty.png", png.ToArray(), ocr: _engine);
        Assert.Empty(document.Blocks);
        Assert.False(document.Pages[0].NeedsOcr);
    }
}
