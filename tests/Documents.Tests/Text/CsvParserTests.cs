using System.Text;
using CsCheck;
using Onebox.Documents.Text;

namespace Onebox.Documents.Tests.Text;

public sealed class CsvParserTests
{
    [Theory]
    [InlineData("Name,Qty\nBolt,12\nNut,7", ",")]
    [InlineData("Name;Qty\r\nBolt, long;1,5\r\nNut;7", ";")]
    [InlineData("Name\tQty\nBolt, long\t12\nNut\t7", "tab")]
    [InlineData("Name|Qty\nBolt|12\nNut|7", "|")]
    public async Task Delimiter_IsDetected(string csv, string delimiter)
    {
        var document = await Parsing.ParseAsync("parts.csv", csv);
        Assert.Equal(delimiter, document.Metadata["delimiter"]);
        var table = document.Single<TableBlock>();
        Assert.Equal(1, table.HeaderRows);
        Assert.Equal("A1:B3", table.Range!.Cells);
        Assert.Equal(delimiter == ";" ? 1.5 : 12, table.Rows[1].Cells[1].Number);
    }

    [Fact]
    public async Task QuotedFields_KeepDelimitersQuotesAndLines()
    {
        var document = await Parsing.ParseAsync("a.csv", "Id,Note\n1,\"a \"\"b\"\", c\nd\"\n2,e");
        Assert.Equal("Id|Note\n1|a \"b\", c\nd\n2|e", document.Single<TableBlock>().Lines());
    }

    [Fact]
    public async Task LongTable_ComesInPartsWithItsHeader()
    {
        var csv = "id,value\n" + string.Join('\n', Enumerable.Range(1, 2500).Select(i => $"{i},x{i}"));
        var document = await Parsing.ParseAsync("a.csv", csv);
        var parts = document.Blocks.Cast<TableBlock>().ToList();
        Assert.Equal([0, 1, 2], parts.Select(p => p.Part));
        Assert.All(parts, p => Assert.Equal("id", p.Rows[0].Cells[0].Text));
        Assert.Equal(Enumerable.Range(1, 2500).Select(i => $"x{i}"), parts.SelectMany(p => p.Rows.Skip(1)).Select(r => r.Cells[1].Text));
        Assert.Equal("A1001:B2000", parts[1].Range!.Cells);
    }

    [Fact]
    public async Task ChineseCsv_InGb18030_IsRead()
    {
        var document = await Parsing.ParseAsync("库存.csv", "名称,数量\n螺栓,12\n螺母,7\n垫圈,40", EncodingDetector.CodePage(54936));
        Assert.Equal("名称|数量\n螺栓|12\n螺母|7\n垫圈|40", document.Single<TableBlock>().Lines());
    }

    [Fact]
    public async Task LeadingZeros_AreCodesNotNumbers()
    {
        var document = await Parsing.ParseAsync("a.csv", "Part,Qty\n00123,5\n00124,6");
        Assert.Null(document.Single<TableBlock>().Rows[1].Cells[0].Number);
    }

    [Fact]
    public void Rows_WrittenAndRead_AreTheSame()
    {
        var field = Gen.String[Gen.Char["a\",\n 中z"], 0, 6].Select(s => s.Trim());
        Gen.Select(field.List[1, 5], field, (row, last) => (List<string>)[.. row, last + "x"]).List[1, 8].Sample(rows =>
        {
            var csv = new StringBuilder();
            foreach (var row in rows) csv.AppendJoin(',', row.Select(f => $"\"{f.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append('\n');
            var read = new CsvRows(new StringReader(csv.ToString()), ',');
            foreach (var row in rows) Assert.Equal(row, read.Next()!);
            Assert.Null(read.Next());
        });
    }
}
