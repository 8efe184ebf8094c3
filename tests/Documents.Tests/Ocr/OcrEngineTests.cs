using Onebox.Documents.Ocr;
using SkiaSharp;

namespace Onebox.Documents.Tests.Ocr;

/// <summary>The bars for scans: characters right ≥ 97 %, table cells in place ≥ 98 %.</summary>
public sealed class OcrEngineTests : IDisposable
{
    private readonly OcrEngine _engine = OcrEngine.Load();

    public void Dispose() => _engine.Dispose();

    /// <summary>Cells are counted over all scans: one page has 32, and one letter read wrong is one cell.</summary>
    [Fact]
    public async Task Scans_Read_HoldTheBars()
    {
        double right = 0, pages = 0;
        var report = new List<string>();
        foreach (var (name, degrees, noise) in ((string, double, double)[])[("handbook.en", 0, 0), ("handbook.zh", 0, 0), ("handbook.en", 0.8, 6), ("handbook.zh", -1.2, 6)])
        {
            var document = await Parsing.ParseAsync("scan.jpg", ScanSimulator.Scan(CorpusFile.Bytes($"{name}.scan.png"), degrees, noise), ocr: _engine);
            var (expected, actual) = (CorpusFile.Expected(name), CorpusFile.Notation(document));
            report.Add($"{name} {degrees}°: {CorpusFile.CharactersRight(expected, actual):P2} of the characters, {CorpusFile.CellsInPlace(expected, actual):P2} of the cells\n{string.Join('\n', actual)}");
            Assert.True(CorpusFile.CharactersRight(expected, actual) >= 0.97, report[^1]);
            Assert.All(document.Blocks, b => Assert.InRange(b.Confidence!.Value, 0.5, 1));
            (right, pages) = (right + CorpusFile.CellsInPlace(expected, actual), pages + 1);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', report));
        Assert.True(right / pages >= 0.98, string.Join('\n', report));
    }

    /// <summary>Other faces, a page far askew, merged cells, a table without lines, letters that are light on dark.</summary>
    [Theory]
    [InlineData("report.en.scan.jpg", "report.en")]
    [InlineData("contract.zh.scan.jpg", "contract.zh")]
    [InlineData("plan.en.scan.jpg", "plan.en")]
    [InlineData("invoice.en.scan.jpg", "invoice.en")]
    [InlineData("settings.en.dark.png", "settings.en")]
    public async Task PoorScan_Read_HoldsTheBars(string file, string expectedName)
    {
        var actual = CorpusFile.Notation(await Parsing.ParseAsync(file, CorpusFile.Bytes(file), ocr: _engine));
        var expected = CorpusFile.Expected(expectedName);
        var report = $"{file}: {CorpusFile.CharactersRight(expected, actual):P2} of the characters, {CorpusFile.CellsInPlace(expected, actual):P2} of the cells\n{string.Join('\n', actual)}";
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        Assert.True(CorpusFile.CharactersRight(expected, actual) >= 0.97, report);
        Assert.True(CorpusFile.CellsInPlace(expected, actual) >= 0.98, report);
    }

    /// <summary>What office scanners write: fax, JBIG2 as letters and as a region, JPEG 2000.</summary>
    [Theory]
    [InlineData("scan.en.g4.pdf", "handbook.en")]
    [InlineData("scan.en.jbig2.pdf", "handbook.en")]
    [InlineData("scan.zh.jbig2.pdf", "handbook.zh")]
    [InlineData("scan.zh.jpx.pdf", "handbook.zh")]
    public async Task ScannedPdf_OfEachPictureFormat_IsRead(string file, string expectedName)
    {
        var document = await Parsing.ParseAsync(file, CorpusFile.Bytes(file), ocr: _engine);
        var (expected, actual) = (CorpusFile.Expected(expectedName), CorpusFile.Notation(document));
        var report = $"{file}: {CorpusFile.CharactersRight(expected, actual):P2} of the characters, {CorpusFile.CellsInPlace(expected, actual):P2} of the cells\n{string.Join('\n', actual)}";
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        Assert.True(CorpusFile.CharactersRight(expected, actual) >= 0.97, report);
        Assert.False(document.Pages[0].NeedsOcr);
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
