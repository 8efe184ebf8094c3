namespace Onebox.Documents.Tests.Slides;

public sealed class SlidesParserTests
{
    private const string Names = "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\"";

    [Fact]
    public async Task Slide_IsReadFromTitleThroughColumnsToNotes()
    {
        // Drawn in the wrong order: right box, left box, title.
        var slide = $"""
            <p:sld {Names}><p:cSld><p:spTree>
            {Shape("", 480, 120, 400, 200, "<a:p><a:r><a:t>Right words</a:t></a:r></a:p>")}
            {Shape("", 40, 120, 400, 200, "<a:p><a:pPr lvl=\"0\"><a:buChar char=\"•\"/></a:pPr><a:r><a:t>one</a:t></a:r></a:p><a:p><a:pPr lvl=\"1\"><a:buAutoNum type=\"arabicPeriod\"/></a:pPr><a:r><a:t>two</a:t></a:r></a:p>")}
            {Shape("<p:ph type=\"title\"/>", 40, 20, 800, 60, "<a:p><a:r><a:t>Results 2026</a:t></a:r></a:p>")}
            {Shape("<p:ph type=\"sldNum\"/>", 800, 500, 40, 20, "<a:p><a:fld type=\"slidenum\"><a:t>1</a:t></a:fld></a:p>")}
            <p:graphicFrame><p:xfrm><a:off x="{40 * 12700}" y="{350 * 12700}"/><a:ext cx="{800 * 12700}" cy="{100 * 12700}"/></p:xfrm><a:graphic><a:graphicData><a:tbl><a:tblPr firstRow="1"/>
            <a:tr>{Cell("Site")}{Cell("Sum")}</a:tr><a:tr>{Cell("North", "rowSpan=\"2\"")}{Cell("1")}</a:tr><a:tr>{Cell("", "vMerge=\"1\"")}{Cell("2")}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>
            </p:spTree></p:cSld></p:sld>
            """;
        var notes = $"<p:notes {Names}><p:cSld><p:spTree>{Shape("<p:ph type=\"body\"/>", 0, 0, 1, 1, "<a:p><a:r><a:t>Say thanks.</a:t></a:r></a:p>")}</p:spTree></p:cSld></p:notes>";
        var document = await Parsing.ParseAsync("a.pptx", Deck((slide, notes), ($"<p:sld show=\"0\" {Names}><p:cSld><p:spTree>{Shape("<p:ph type=\"ctrTitle\"/>", 0, 0, 10, 10, "<a:p><a:r><a:t>Backup</a:t></a:r></a:p>")}</p:spTree></p:cSld></p:sld>", null)));
        Assert.Collection(
            document.Blocks,
            b => Assert.Equal(("Results 2026", 1), (Assert.IsType<HeadingBlock>(b).Text, b.Page)),
            b => Assert.Equal([new ListItem("one", 0, "•"), new ListItem("two", 1, "1.")], Assert.IsType<ListBlock>(b).Items),
            b => Assert.Equal("Right words", b.ToText()),
            b =>
            {
                Assert.Equal("Site|Sum\nNorth|1\nNorth|2", Assert.IsType<TableBlock>(b).Lines());
                Assert.Equal(new Box(40, 350, 800, 100), b.Box);
            },
            b => Assert.Equal(("Say thanks.", ParagraphRole.SpeakerNotes), (b.ToText(), ((ParagraphBlock)b).Role)),
            b => Assert.Equal(("Backup", 2), (b.ToText(), b.Page)));
        Assert.Equal([("Results 2026", false), ("Backup", true)], document.Pages.Select(p => (p.Name!, p.Hidden)));
    }

    internal static byte[] Deck(params (string Slide, string? Notes)[] slides)
    {
        List<(string, string)> parts =
        [
            ZipFiles.Relations("", ("r", "officeDocument", "ppt/presentation.xml")),
            ("ppt/presentation.xml", $"<p:presentation {Names}><p:sldIdLst>{string.Concat(slides.Select((_, i) => $"<p:sldId id=\"{256 + i}\" r:id=\"s{i}\"/>"))}</p:sldIdLst><p:sldSz cx=\"12192000\" cy=\"6858000\"/></p:presentation>"),
            ZipFiles.Relations("ppt/presentation.xml", [.. slides.Select((_, i) => ($"s{i}", "slide", $"slides/slide{i}.xml"))]),
        ];
        for (var i = 0; i < slides.Length; i++)
        {
            parts.Add(($"ppt/slides/slide{i}.xml", slides[i].Slide));
            if (slides[i].Notes is not { } notes) continue;
            parts.Add(ZipFiles.Relations($"ppt/slides/slide{i}.xml", ("n", "notesSlide", $"../notesSlides/notes{i}.xml")));
            parts.Add(($"ppt/notesSlides/notes{i}.xml", notes));
        }

        return ZipFiles.Make([.. parts]);
    }

    internal static string Shape(string placeholder, int x, int y, int width, int height, string paragraphs) =>
        $"<p:sp><p:nvSpPr><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x=\"{x * 12700}\" y=\"{y * 12700}\"/><a:ext cx=\"{width * 12700}\" cy=\"{height * 12700}\"/></a:xfrm></p:spPr><p:txBody>{paragraphs}</p:txBody></p:sp>";

    private static string Cell(string text, string attributes = "") => $"<a:tc {attributes}><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>";
}
