using System.Text.Json;
using Onebox.Api.Knowledge;
using Onebox.Console.Knowledge;

namespace Onebox.Console.Tests.Knowledge;

public sealed class ShownBlockTests
{
    private const string Sheet =
        """
        {"pages":[{"number":1}],"blocks":[{"kind":"table","page":1,"headerRows":1,"range":{"sheet":"Suppliers","cells":"B2:E5"},"rows":[
          {"sheetRow":2,"cells":[{"text":"Supplier","column":1},{"text":"Part","column":2},{"text":"Price","column":4}]},
          {"sheetRow":3,"cells":[{"text":"Hansen","column":1,"rowSpan":2},{"text":"XR-2","column":2},{"text":"129","column":4,"number":129}]},
          {"sheetRow":4,"cells":[{"text":"XR-20","column":2},{"text":"88","column":4,"number":88}]},
          {"sheetRow":5,"cells":[{"text":"2","column":4,"number":2}]}]}]}
        """;

    [Fact]
    public void Table_WithGapsAndSpans_KeepsItsCellsInTheirColumns()
    {
        var table = Blocks(Sheet, "c1", "nothing of it")[0].Table!;
        Assert.Equal((1, 4), (table.FirstColumn, table.Columns));
        Assert.Equal(["Supplier", "Part", "", "Price"], table.Laid(0).Select(c => c.Text));
        // The supplier's cell covers the first place of the row below.
        Assert.Equal(["XR-20", "", "88"], table.Laid(2).Select(c => c.Text));
        Assert.Equal(["", "", "", "2"], table.Laid(3).Select(c => c.Text));
        Assert.Equal("AB", ShownTable.Letter(27));
    }

    [Theory]
    [InlineData("Hansen | XR-2 |  | 129", 3)]
    [InlineData(" | Hansen | XR-20 |  | 88", 4)]
    [InlineData("Supplier | Part |  | Price", 2)]
    [InlineData("Supplier: Hansen; Part: XR-2; Price: 129", 3)]
    public void Table_WithAQuotedRow_MarksThatRowOnly(string quote, int row)
    {
        var block = Blocks(Sheet, "c1", quote)[0];
        Assert.True(block.IsCited);
        Assert.Equal([row], block.Table!.Rows.Where(r => r.IsCited).Select(r => r.Number!.Value));
    }

    [Fact]
    public void Blocks_WhoseQuoteStandsNowhere_AreMarkedAsTheChunkThatTheyMade()
    {
        const string text = """{"blocks":[{"kind":"paragraph","text":"Before."},{"kind":"paragraph","text":"Sick notes are due."}]}""";
        Assert.Equal([false, true], Blocks(text, "c1", "in the blue envelope", first: 1).Select(b => b.IsCited));
        Assert.Equal([false, false], Blocks(text, null, "in the blue envelope", first: 1).Select(b => b.IsCited));
    }

    [Fact]
    public void Pages_OfAPdf_ShowTheRowsThatAreCitedInSharesOfThePage()
    {
        const string pdf =
            """
            {"pages":[{"number":1,"width":200,"height":400},{"number":2,"width":200,"height":400,"rotation":90}],"blocks":[{"kind":"table","page":2,"headerRows":0,"box":{"x":0,"y":0,"width":200,"height":400},"rows":[
              {"cells":[{"text":"Weekly","column":0,"box":{"x":20,"y":40,"width":40,"height":10}},{"text":"Operator","column":1,"box":{"x":60,"y":40,"width":60,"height":12}}]},
              {"cells":[{"text":"Yearly","column":0,"box":{"x":20,"y":52,"width":40,"height":10}}]}]}]}
            """;
        var content = Content(pdf);
        var pages = ShownPage.Of(content, ShownBlock.Of(content, content.Chunks[0], "Weekly | Operator"));
        Assert.Empty(pages[0].Cited);
        Assert.Equal(90, pages[1].Turned);
        Assert.Equal("left:10%;top:10%;width:50%;height:3%", pages[1].Style(Assert.Single(pages[1].Cited)));
        Assert.Empty(ShownPage.Of(Content(pdf, "text/html"), []));
    }

    [Fact]
    public void Part_OfALongDocument_IsAroundWhatIsCited()
    {
        var text = $$"""{"blocks":[{{string.Join(',', Enumerable.Range(0, 5000).Select(i => $$"""{"kind":"paragraph","text":"Line {{i}}."}"""))}}]}""";
        var part = new ShownPart();
        part.Show(Blocks(text, "c1", "Line 4000.", first: 4000));
        Assert.Contains(part.Blocks, b => b.IsCited);
        Assert.True(part is { HasBefore: true, HasAfter: true } && part.Blocks.Count() < 2000);
        while (part.HasBefore) part.Before();
        while (part.HasAfter) part.After();
        Assert.Equal(5000, part.Blocks.Count());
    }

    private static IReadOnlyList<ShownBlock> Blocks(string document, string? chunk, string? quote, int first = 0)
    {
        var content = Content(document, first: first);
        return ShownBlock.Of(content, chunk is null ? null : content.Chunks[0], quote);
    }

    private static KnowledgeDocumentContent Content(string document, string mimeType = "application/pdf", int first = 0) => new(
        new KnowledgeDocument { Id = "doc_1", Name = "a", MimeType = mimeType, SizeBytes = 1, State = "ready", Readers = [], Tags = [], Owner = "owner", AddedAt = default, ModifiedAt = default, Warnings = [] },
        [new KnowledgeChunk("c1", 0, null, "", "", "text", first, first, null, false)], JsonSerializer.Deserialize<JsonElement>(document), []);
}
