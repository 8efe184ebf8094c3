using System.Text;
using CsCheck;

namespace Onebox.Documents.Tests.Text;

public sealed class JsonLinesParserTests
{
    [Fact]
    public async Task Records_OfDifferentFields_AreRowsOfOneTable()
    {
        var document = await ParseAsync(
            """
            {"_id":"7","title":"Pumps","text":"They pump."}

            {"_id":"8","text":"No title | here","tags":["a","b"],"size":2.5}
            """);
        var table = Assert.IsType<TableBlock>(Assert.Single(document.Blocks));
        Assert.Equal(1, table.HeaderRows);
        Assert.Equal(["_id", "title", "text", "tags", "size"], table.ToGrid()[0]);
        Assert.Equal(["7", "Pumps", "They pump.", "", ""], table.ToGrid()[1]);
        Assert.Equal(["8", "", "No title | here", "a, b", "2.5"], table.ToGrid()[2]);
        Assert.Equal(2.5, table.Rows[2].Cells[^1].Number);
        Assert.Equal(3, table.Rows[2].SheetRow);
    }

    [Fact]
    public async Task Line_ThatIsNoRecord_IsRefusedByItsNumber()
    {
        var refusal = await Parsing.RefuseAsync("corpus.jsonl", "{\"a\":1}\n[1,2]\n"u8.ToArray());
        Assert.Equal(RefusalReason.Damaged, refusal.Reason);
        Assert.Contains("line 2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Lines_OfAnyKind_AreReadOrRefused() =>
        Gen.OneOf(Gen.Const("{"), Gen.Const("\"a\":"), Gen.Const("[1,{}]"), Gen.Const("\n"), Gen.Const("}"), Gen.Const("null"), Gen.String).Array[0, 20].SampleAsync(
            async parts =>
            {
                try
                {
                    await ParseAsync(string.Concat(parts));
                }
                catch (DocumentRefusedException refusal)
                {
                    Assert.NotEmpty(refusal.Message);
                }
            },
            iter: 100);

    private static Task<Document> ParseAsync(string text) => Parsing.ParseAsync("corpus.jsonl", Encoding.UTF8.GetBytes(text));
}
