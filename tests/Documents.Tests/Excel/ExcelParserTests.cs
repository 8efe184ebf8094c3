namespace Onebox.Documents.Tests.Excel;

public sealed class ExcelParserTests
{
    private const string Names = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

    [Fact]
    public async Task Values_AreShownAsPeopleSeeThem()
    {
        var document = await Parsing.ParseAsync("stock.xlsx", CorpusFile.Bytes("stock.en.xlsx"));
        var table = document.Blocks.OfType<TableBlock>().First();
        var row = table.Rows[1];
        Assert.Equal(("1,234.50", 1234.5), (row.Cells[3].Text, row.Cells[3].Number));
        Assert.Equal(("2026-03-01", "2026-03-01"), (row.Cells[4].Text, row.Cells[4].Date));
        Assert.Equal(22, table.Rows[^1].Cells.Single(c => c.Column == 2).Number);
        Assert.Equal((4, "A3:E7"), (row.SheetRow, table.Range!.Cells));
        Assert.Equal([("Stock", false), ("Hidden", true)], document.Pages.Select(p => (p.Name!, p.Hidden)));
    }

    [Fact]
    public async Task LongSheet_GoesThroughASinkInParts()
    {
        var rows = string.Concat(Enumerable.Range(1, 5000).Select(i => $"<row r=\"{i}\"><c r=\"A{i}\" t=\"inlineStr\"><is><t>{(i == 1 ? "id" : $"n{i}")}</t></is></c><c r=\"B{i}\"{(i == 1 ? " t=\"inlineStr\"><is><t>value</t></is>" : $"><v>{i}</v>")}</c></row>"));
        var sink = new Collecting();
        var document = await new DocumentParser().ParseAsync(new MemoryStream(Book(rows)), "long.xlsx", sink, new ParseLimits { MaxCells = 100 }, TestContext.Current.CancellationToken);
        Assert.Empty(document.Blocks);
        var parts = sink.Blocks.OfType<TableBlock>().ToList();
        Assert.Equal(Enumerable.Range(0, parts.Count), parts.Select(p => p.Part));
        Assert.All(parts, p => Assert.Equal("id", p.Rows[0].Cells[0].Text));
        Assert.Equal(Enumerable.Range(2, 4999).Select(i => (double?)i), parts.SelectMany(p => p.Rows.Skip(1)).Select(r => r.Cells[1].Number));
    }

    [Fact]
    public async Task TwoTables_OnOneSheet_AreTwoBlocks()
    {
        static string Text(string at, string text) => $"<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>";
        var rows = $"<row r=\"1\">{Text("A1", "Part")}{Text("B1", "Qty")}</row><row r=\"2\">{Text("A2", "Bolt")}<c r=\"B2\"><v>3</v></c></row><row r=\"5\">{Text("A5", "City")}{Text("B5", "Staff")}</row><row r=\"6\">{Text("A6", "Kiel")}<c r=\"B6\"><v>9</v></c></row>";
        var document = await Parsing.ParseAsync("a.xlsx", Book(rows));
        Assert.Equal(["Part|Qty\nBolt|3", "City|Staff\nKiel|9"], document.Blocks.OfType<TableBlock>().Select(t => t.Lines()));
    }

    [Fact]
    public async Task HeaderOfGroups_WithTheSameNamesInEach_IsTwoRows()
    {
        static string Row(int number, params string[] cells) => $"<row r=\"{number}\">{string.Concat(cells.Select((c, i) => c.Length == 0 ? "" : double.TryParse(c, out _) ? $"<c r=\"{(char)('A' + i)}{number}\"><v>{c}</v></c>" : $"<c r=\"{(char)('A' + i)}{number}\" t=\"inlineStr\"><is><t>{c}</t></is></c>"))}</row>";
        var book = Book(Row(1, "Department", "First half", "", "Second half") + Row(2, "", "Plan", "Actual", "Plan") + Row(3, "Sales", "1", "2", "3") + Row(4, "Works", "4", "5", "6"), "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:C1\"/></mergeCells>");
        Assert.Equal(2, (await Parsing.ParseAsync("a.xlsx", book)).Single<TableBlock>().HeaderRows);
    }

    [Fact]
    public async Task Durations_AreNotAMinuteShort()
    {
        const string Styles = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts count=\"1\"><numFmt numFmtId=\"170\" formatCode=\"[h]:mm\"/></numFmts><fonts count=\"1\"><font/></fonts><fills count=\"1\"><fill/></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"2\"><xf/><xf numFmtId=\"170\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>";
        var book = Book("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>0.00208333333333333</v></c><c r=\"B1\" s=\"1\"><v>1.13541666666667</v></c></row>", "", ("xl/styles.xml", Styles));
        Assert.Equal("0:03|27:15", (await Parsing.ParseAsync("a.xlsx", book)).Single<TableBlock>().Lines());
    }

    [Fact]
    public async Task Formulas_ThatNobodyCalculated_AreCalculatedOrNamed()
    {
        var rows = string.Concat(Enumerable.Range(1, 3).Select(i => $"<row r=\"{i}\"><c r=\"A{i}\"><v>{i * 10}</v></c><c r=\"B{i}\"><f>A{i}*2</f><v>{i * 20}</v></c></row>"));
        var document = await Parsing.ParseAsync("a.xlsx", Book($"{rows}<row r=\"4\"><c r=\"A4\"><f>SUM(A1:A3)</f><v></v></c><c r=\"B4\"><f>SUM(B1:B3)</f></c></row>"));
        if (document.Warnings.Count == 0) Assert.Equal("10|20\n20|40\n30|60\n60|120", document.Single<TableBlock>().Lines());
        else Assert.StartsWith("2 formulas have no value", Assert.Single(document.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void FormulaScan_InPiecesOfAnySize_CountsTheSame()
    {
        const string Sheet = "<sheetData><row><c r=\"A1\"><f>1</f><v>2</v></c><c r=\"A2\"><f>1</f><v></v></c><c r=\"A3\" t=\"str\"><f>B1</f></c><c r=\"A4\"><v>3</v></c><c r=\"A5\"/><c><f t=\"shared\" si=\"0\"/><v>1</v></c></row></sheetData><cfRule><formula>A1</formula></cfRule>";
        var bytes = System.Text.Encoding.UTF8.GetBytes(Sheet);
        for (var size = 1; size <= bytes.Length; size++)
        {
            var scan = new Onebox.Documents.Excel.FormulaScan();
            foreach (var piece in bytes.Chunk(size)) scan.Read(piece);
            Assert.Equal(2, scan.Uncalculated);
        }
    }

    internal static byte[] Book(string rows, string after = "", params (string Name, string Text)[] parts) => ZipFiles.Make(
    [
        ZipFiles.Relations("", ("r", "officeDocument", "xl/workbook.xml")),
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        ("xl/workbook.xml", $"<workbook {Names}><sheets><sheet name=\"Data\" sheetId=\"1\" r:id=\"s\"/></sheets></workbook>"),
        ZipFiles.Relations("xl/workbook.xml", ("s", "worksheet", "worksheets/sheet1.xml"), ("t", "styles", "styles.xml")),
        ("xl/worksheets/sheet1.xml", $"<worksheet {Names}><sheetData>{rows}</sheetData>{after}</worksheet>"),
        .. parts,
    ]);

    private sealed class Collecting : IBlockSink
    {
        public List<Block> Blocks { get; } = [];

        public void Accept(Block block) => Blocks.Add(block);
    }
}
