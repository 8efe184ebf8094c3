using System.Text.Json;

namespace Onebox.Documents.Tests;

public sealed class DocumentJsonTests
{
    private static readonly Document Sample = new()
    {
        Name = "手册.pdf",
        MimeType = "application/pdf",
        Pages = [new Page(1, 595, 842)],
        Blocks =
        [
            new HeadingBlock(1, "总则") { Page = 1, Box = new Box(72, 72, 200, 20) },
            new ParagraphBlock("Text", ParagraphRole.Quote) { HeadingPath = ["总则"], Page = 1, Links = [new Link("Text", "https://example.com/")] },
            new ListBlock([new ListItem("one", 0, "1.")]),
            new TableBlock([new TableRow([new TableCell("A", 0, ColumnSpan: 2)], 1), new TableRow([new TableCell("1,5", 0, Number: 1.5), new TableCell("x", 1)], 2)], 1) { Range = new SheetRange("S", "A1:B2") },
            new FigureBlock("A picture", "words", "image/png", "word/media/image1.png") { Confidence = 0.9 },
            new CodeBlock("x = 1", "python"),
            new FootnoteBlock("1", "Note"),
        ],
    };

    [Fact]
    public void Document_WrittenAndRead_IsTheSame()
    {
        var json = JsonSerializer.Serialize(Sample, DocumentJson.Compact.Document);
        var back = JsonSerializer.Deserialize(json, DocumentJson.Compact.Document)!;
        Assert.Equal(json, JsonSerializer.Serialize(back, DocumentJson.Compact.Document));
        Assert.Equal(Sample.Blocks.Select(b => b.GetType()), back.Blocks.Select(b => b.GetType()));
    }

    [Fact]
    public void Block_Written_HasItsKindFirstAndNoNulls()
    {
        var json = JsonSerializer.Serialize(Sample.Blocks[0], DocumentJson.Compact.Block);
        Assert.Equal("""{"kind":"heading","level":1,"text":"总则","headingPath":[],"page":1,"box":{"x":72,"y":72,"width":200,"height":20}}""", json);
    }

    [Fact]
    public void Block_ReadWithoutHeadingPath_HasAnEmptyOne()
    {
        var block = JsonSerializer.Deserialize("""{"kind":"paragraph","text":"x"}""", DocumentJson.Compact.Block)!;
        Assert.Empty(block.HeadingPath);
    }
}
