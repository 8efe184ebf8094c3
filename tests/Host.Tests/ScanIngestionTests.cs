using System.Text.Json;
using Onebox.Api.Knowledge;
using Onebox.Api.Tasks;
using Onebox.Testing;
using SkiaSharp;

namespace Onebox.Host.Tests;

/// <summary>Pictures of text become documents that are found, with the place on the page that a citation marks: by OCR in the box's own worker.</summary>
public sealed class ScanIngestionTests : IAsyncLifetime
{
    // The labels are cut out of pages at 150 dpi, 90 pixels from the left and 70 from the top; small pictures are shown at three quarters of a point a pixel.
    private const double PointsPerPixel = 0.75;

    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-test-scans-").FullName;

    private RealBox _box = null!;

    public async ValueTask InitializeAsync()
    {
        foreach (var name in (string[])["label.en.jpg", "label.zh.png", "scan.zh.jpx.pdf"]) File.Copy(Path.Combine(Checkout.Corpus, name), Path.Combine(_folder, name));
        Turn(Path.Combine(Checkout.Corpus, "label.en.jpg"), Path.Combine(_folder, "turned.png"));
        _box = await RealBox.StartAsync();
        await _box.Client.Knowledge.CreateAsync(new CreateKnowledgeBaseRequest("scans"));
        var accepted = await _box.Client.Knowledge.AddAsync("scans", new AddDocumentsRequest([_folder]));
        var task = await _box.Client.Tasks.WaitAsync(accepted.TaskId);
        Assert.True(task.State == TaskState.Succeeded, task.Failure?.Cause);
    }

    public async ValueTask DisposeAsync()
    {
        await _box.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Scans_Ingested_AreFoundAndMarkedWhereTheTextStands()
    {
        Assert.Empty((await _box.Client.Knowledge.GetAsync("scans")).Failures!);
        var hits = await FindAsync("Which station supplies cooling water to the rolling mill?");
        Assert.Equal(["label.en.jpg", "turned.png"], hits.Take(2).Select(h => h.Document).Order(StringComparer.Ordinal));
        Assert.Contains("rolling mill", hits[0].Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, hits[0].Page);

        // The paragraph's first line begins 28 pixels from the left and 86 from the top, and ends 60 pixels before the right edge.
        foreach (var name in (string[])["label.en.jpg", "turned.png"])
        {
            var box = await BoxOfAsync(name, "cooling water");
            Assert.Equal(28 * PointsPerPixel, box.X, tolerance: 6);
            Assert.Equal(83 * PointsPerPixel, box.Y, tolerance: 8);
            Assert.InRange(box.Width, 1000 * PointsPerPixel, 1120 * PointsPerPixel);
        }

        // Which way a page was turned is kept: the viewer shows it upright, as the box has it.
        Assert.True((await PageAsync("turned.png")).GetProperty("rotation").GetInt32() is 90 or 270);
        Assert.Equal(0, (await PageAsync("label.en.jpg")).GetProperty("rotation").GetInt32());
    }

    [Fact]
    public async Task ChineseScans_Ingested_AreFoundAndMarkedWhereTheTextStands()
    {
        var hits = await FindAsync("水泵站向轧机和空压机供应什么");
        Assert.True(hits[0].Document is "label.zh.png" or "scan.zh.jpx.pdf", hits[0].Document);
        var label = await BoxOfAsync("label.zh.png", "冷却水");
        Assert.Equal(28 * PointsPerPixel, label.X, tolerance: 6);
        Assert.Equal(88 * PointsPerPixel, label.Y, tolerance: 8);

        // On the whole page, which a JPEG 2000 in a PDF holds, the same paragraph stands 90 pixels further right and 70 further down, and a pixel has 72/150 points.
        var page = await BoxOfAsync("scan.zh.jpx.pdf", "冷却水");
        Assert.Equal((90 + 28) * 72 / 150.0, page.X, tolerance: 6);
        Assert.Equal((70 + 88) * 72 / 150.0, page.Y, tolerance: 8);
    }

    private async Task<IReadOnlyList<KnowledgeHit>> FindAsync(string question) => (await _box.Client.Knowledge.SearchAsync("scans", new SearchKnowledgeRequest(question))).Hits;

    /// <summary>The box of the block that a chunk with these words is cited by.</summary>
    private async Task<(double X, double Y, double Width)> BoxOfAsync(string document, string words)
    {
        var content = await _box.Client.Knowledge.DocumentAsync("scans", document);
        var chunk = content.Chunks.First(c => c.Text.Contains(words, StringComparison.OrdinalIgnoreCase));
        var blocks = content.Blocks!.Value.GetProperty("blocks").EnumerateArray().Skip(chunk.FirstBlock).Take(chunk.LastBlock - chunk.FirstBlock + 1);
        var box = blocks.First(b => b.GetProperty("text").GetString()!.Contains(words, StringComparison.OrdinalIgnoreCase)).GetProperty("box");
        return (box.GetProperty("x").GetDouble(), box.GetProperty("y").GetDouble(), box.GetProperty("width").GetDouble());
    }

    private async Task<JsonElement> PageAsync(string document) => (await _box.Client.Knowledge.DocumentAsync("scans", document)).Blocks!.Value.GetProperty("pages")[0];

    private static void Turn(string picture, string to)
    {
        using var upright = SKBitmap.Decode(picture);
        using var turned = new SKBitmap(upright.Height, upright.Width);
        using (var canvas = new SKCanvas(turned))
        {
            canvas.Translate(turned.Width, 0);
            canvas.RotateDegrees(90);
            using var image = SKImage.FromBitmap(upright);
            canvas.DrawImage(image, 0, 0, SKSamplingOptions.Default);
        }

        using var png = turned.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(to, png.ToArray());
    }
}
