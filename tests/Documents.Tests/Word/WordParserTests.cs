namespace Onebox.Documents.Tests.Word;

public sealed class WordParserTests
{
    private const string W = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

    [Fact]
    public async Task TrackedChanges_AreAccepted()
    {
        var document = await Read("""
            <w:p><w:r><w:t xml:space="preserve">The valve </w:t></w:r><w:del><w:r><w:delText>opens</w:delText></w:r></w:del><w:ins><w:r><w:t>closes</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> slowly.</w:t></w:r></w:p>
            <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">First half </w:t></w:r></w:p><w:p><w:r><w:t>second half.</w:t></w:r></w:p>
            <w:moveFrom><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:moveFrom>
            <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>old</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>kept</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
            """);
        Assert.Equal(["The valve closes slowly.", "First half second half.", "kept"], document.Blocks.Select(b => b.ToText()));
    }

    [Fact]
    public async Task LocalisedHeadings_AreKnownByNameOutlineAndInheritance()
    {
        var styles = ("word/styles.xml", $"""
            <w:styles {W}><w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
            <w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
            <w:style w:type="paragraph" w:styleId="T2"><w:name w:val="标题 2"/></w:style>
            <w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Kapitel"/><w:basedOn w:val="T2"/></w:style>
            <w:style w:type="paragraph" w:styleId="Outline"><w:name w:val="Abschnitt"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style></w:styles>
            """);
        var document = await Read(Paragraph("berschrift1", "Eins") + Paragraph("T2", "二") + Paragraph("Own", "Drei") + Paragraph("Outline", "Vier") + Paragraph("Standard", "Text"), styles, Relations(("s", "styles", "styles.xml")));
        Assert.Equal([1, 2, 2, 3], document.Blocks.OfType<HeadingBlock>().Select(h => h.Level));
        Assert.Equal(["Eins", "Drei", "Vier"], document.Blocks[^1].HeadingPath);
    }

    [Fact]
    public async Task Lists_AreNumberedAsWordCounts()
    {
        var numbering = ("word/numbering.xml", $"""
            <w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>
            <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>
            """);
        static string Item(int number, int level, string text) => $"<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{number}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>";
        var document = await Read(Item(1, 0, "a") + Item(1, 1, "b") + Item(1, 1, "c") + Item(1, 0, "d") + Item(1, 1, "e") + "<w:p><w:r><w:t>between</w:t></w:r></w:p>" + Item(1, 0, "f") + Item(2, 0, "g"), numbering, Relations(("n", "numbering", "numbering.xml")));
        Assert.Equal(["1.", "1.a)", "1.b)", "2.", "2.a)"], ((ListBlock)document.Blocks[0]).Items.Select(i => i.Marker));
        Assert.Equal(["3.", "1."], ((ListBlock)document.Blocks[2]).Items.Select(i => i.Marker));
    }

    [Fact]
    public async Task Headings_NumberedByTheirStyles_BearTheirNumbers()
    {
        var styles = ("word/styles.xml", $"""
            <w:styles {W}><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
            <w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
            <w:style w:type="paragraph" w:styleId="B"><w:name w:val="heading 3"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style></w:styles>
            """);
        var numbering = ("word/numbering.xml", $"""
            <w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>
            <w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>
            """);
        var document = await Read(Paragraph("H1", "General") + Paragraph("H2", "Liability") + Paragraph("H2", "Notice") + Paragraph("B", "Beware") + Paragraph("H1", "Law"), styles, numbering, Relations(("s", "styles", "styles.xml"), ("n", "numbering", "numbering.xml")));
        Assert.Equal(["1 General", "1.1 Liability", "1.2 Notice", "Beware", "2 Law"], document.Blocks.Select(b => b.ToText()));
    }

    [Fact]
    public async Task FormulasAndFormBoxes_AreReadAsTheyLook()
    {
        const string M = "xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\"";
        static string Run(string text) => $"<m:r><m:t>{text}</m:t></m:r>";
        static string Box(string state) => $"<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:checkBox>{state}</w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
        var document = await Read($"""
            <w:p {M}><w:r><w:t xml:space="preserve">Flow: </w:t></w:r><m:oMath>{Run("Q=")}<m:f><m:num>{Run("V+1")}</m:num><m:den>{Run("t")}</m:den></m:f>{Run("+")}<m:sSup><m:e>{Run("x")}</m:e><m:sup>{Run("2")}</m:sup></m:sSup><m:rad><m:deg/><m:e>{Run("y")}</m:e></m:rad></m:oMath></w:p>
            <w:p>{Box("<w:default w:val=\"0\"/><w:checked/>")}<w:r><w:t xml:space="preserve"> night shift </w:t></w:r>{Box("<w:default w:val=\"0\"/>")}<w:r><w:t xml:space="preserve"> day shift</w:t></w:r></w:p>
            """);
        Assert.Equal(["Flow: Q=(V+1)/t+x^2√(y)", "☒ night shift ☐ day shift"], document.Blocks.Select(b => b.ToText()));
    }

    [Fact]
    public async Task ChunksOfOtherFormats_AreReadInTheirPlace()
    {
        var document = await Read(
            "<w:p><w:r><w:t>Before</w:t></w:r></w:p><w:altChunk r:id=\"a\"/><w:altChunk r:id=\"b\"/><w:altChunk r:id=\"c\"/>",
            ("word/a.html", "<html><body><h1>Report</h1><p>All <b>well</b>.</p></body></html>"),
            ("word/b.mht", "MIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\r\n<p>From a page</p>\r\n--x--\r\n"),
            ("word/c.rtf", "{\\rtf1 x}"),
            Relations(("a", "aFChunk", "a.html"), ("b", "aFChunk", "b.mht"), ("c", "aFChunk", "c.rtf")));
        Assert.Equal(["Before", "Report", "All well.", "From a page"], document.Blocks.Select(b => b.ToText()));
        Assert.Equal(["A file inside it was not read: c.rtf."], document.Warnings);
    }

    [Fact]
    public async Task TextBox_WithListsTablesAndControls_KeepsTheirOrder()
    {
        var numbering = ("word/numbering.xml", $"<w:numbering {W}><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>");
        var document = await Read(
            """
            <w:p><w:r><w:drawing><wps:txbx><w:txbxContent><w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>Close valve 7</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
            <w:sdt><w:sdtContent><w:p><w:r><w:t>Controlled</w:t></w:r></w:p></w:sdtContent></w:sdt></w:txbxContent></wps:txbx></w:drawing></w:r></w:p>
            """,
            numbering,
            Relations(("n", "numbering", "numbering.xml")));
        Assert.Equal(["1. Close valve 7", "cell", "Controlled"], document.Blocks.Select(b => b.ToText()));
    }

    [Fact]
    public async Task MergedCells_SpanRowsAndColumns()
    {
        static string Cell(string text, string properties = "") => $"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>";
        var document = await Read($"""
            <w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{Cell("Type", "<w:vMerge w:val=\"restart\"/>")}{Cell("Pressure", "<w:gridSpan w:val=\"2\"/>")}</w:tr>
            <w:tr><w:trPr><w:tblHeader/></w:trPr>{Cell("", "<w:vMerge/>")}{Cell("min")}{Cell("max")}</w:tr>
            <w:tr>{Cell("A")}{Cell("1")}{Cell("5")}</w:tr></w:tbl>
            """);
        var table = document.Single<TableBlock>();
        Assert.Equal("Type|Pressure|Pressure\nType|min|max\nA|1|5", table.Lines());
        Assert.Equal(2, table.HeaderRows);
        Assert.Equal((2, 1), (table.Rows[0].Cells[0].RowSpan, table.Rows[0].Cells[0].ColumnSpan));
    }

    [Fact]
    public async Task NotesLinksTextBoxesHeaders_AreRead()
    {
        var document = await Read(
            """
            <w:p><w:r><w:t>Grease it</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t xml:space="preserve"> weekly, see </w:t></w:r><w:hyperlink r:id="l"><w:r><w:t>the list</w:t></w:r></w:hyperlink><w:r><w:t>.</w:t></w:r></w:p>
            <w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>Beware</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>Beware</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>
            <w:p><w:r><w:drawing><wp:docPr id="1" descr="Pump from the left"/><a:blip r:embed="i"/></w:drawing></w:r></w:p>
            <w:sectPr><w:headerReference w:type="default" r:id="h"/></w:sectPr>
            """,
            ("word/footnotes.xml", $"<w:footnotes {W}><w:footnote w:type=\"separator\" w:id=\"0\"/><w:footnote w:id=\"2\"><w:p><w:r><w:t>40 g</w:t></w:r></w:p></w:footnote></w:footnotes>"),
            ("word/header1.xml", $"<w:hdr {W}><w:p><w:r><w:t>Acme internal</w:t></w:r></w:p></w:hdr>"),
            ("word/media/image1.png", "no picture"),
            Relations(("f", "footnotes", "footnotes.xml"), ("h", "header", "header1.xml"), ("l", "hyperlink", "https://example.com/list"), ("i", "image", "media/image1.png")));
        Assert.Collection(
            document.Blocks,
            b =>
            {
                Assert.Equal("Grease it[^1] weekly, see the list.", b.ToText());
                Assert.Equal([new Link("the list", "https://example.com/list")], b.Links!);
            },
            b => Assert.Equal("40 g", Assert.IsType<FootnoteBlock>(b).Text),
            b => Assert.Equal(("Beware", ParagraphRole.TextBox), (b.ToText(), ((ParagraphBlock)b).Role)),
            b => Assert.Equal(("Pump from the left", "word/media/image1.png", "image/png"), (((FigureBlock)b).Description, ((FigureBlock)b).Part, ((FigureBlock)b).MediaType)),
            b => Assert.Equal(("Acme internal", ParagraphRole.Header), (b.ToText(), ((ParagraphBlock)b).Role)));
    }

    [Fact]
    public async Task PageBreaks_GivePages()
    {
        var document = await Read("""<w:p><w:r><w:t>one</w:t></w:r></w:p><w:p><w:r><w:br w:type="page"/></w:r></w:p><w:p><w:r><w:t>two</w:t></w:r></w:p>""");
        Assert.Equal([1, 2], document.Blocks.Select(b => b.Page));
        Assert.Equal(2, document.Pages.Count);
    }

    [Fact]
    public async Task Chart_IsATable()
    {
        var chart = """
            <c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart><c:plotArea><c:barChart><c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>Sales</c:v></c:pt></c:strCache></c:strRef></c:tx>
            <c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>Q1</c:v></c:pt><c:pt idx="1"><c:v>Q2</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache><c:pt idx="0"><c:v>1.5</c:v></c:pt><c:pt idx="1"><c:v>2</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>
            """;
        var document = await Read("<w:p><w:r><w:drawing><c:chart r:id=\"c\"/></w:drawing></w:r></w:p>", ("word/charts/chart1.xml", chart), Relations(("c", "chart", "charts/chart1.xml")));
        Assert.Equal("|Sales\nQ1|1.5\nQ2|2", document.Single<TableBlock>().Lines());
    }

    private static Task<Document> Read(string body, params (string, string)[] parts) => Parsing.ParseAsync("a.docx", ZipFiles.Word(body, parts));

    private static (string, string) Relations(params (string Id, string Type, string Target)[] relations) => ZipFiles.Relations("word/document.xml", relations);

    private static string Paragraph(string style, string text) => $"<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>";
}
