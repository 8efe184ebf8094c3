using CsCheck;
using Onebox.Documents;
using Onebox.Knowledge.Chunking;

namespace Onebox.Knowledge.Tests.Chunking;

public sealed class ChunkPolicyTests
{
    private static readonly ChunkSizes Small = new(MaxTokens: 40, MinTokens: 5, WindowTokens: 20);

    /// <summary>A word is a token.</summary>
    private static int Size(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length;

    private static Document Of(params Block[] blocks) => new() { Name = "x", MimeType = "text/plain", Blocks = blocks };

    private static string Words(int count, string word = "word") => string.Join(' ', Enumerable.Range(1, count).Select(i => $"{word}{i}")) + ".";

    [Fact]
    public void Structure_Sections_AreChunksUnderTheirHeadings()
    {
        var chunks = new StructurePolicy().Cut(
            Of(new HeadingBlock(1, "Leave"), new ParagraphBlock(Words(20)) { HeadingPath = ["Leave"] }, new HeadingBlock(1, "Pay"), new ParagraphBlock(Words(10)) { HeadingPath = ["Pay"], Page = 3 }), Small, Size).ToList();
        Assert.Equal(["Leave", "Pay"], chunks.Select(c => c.Heading));
        Assert.Equal(3, chunks[1].Page);
        Assert.All(chunks, c => Assert.All(c.Windows, w => Assert.StartsWith(c.Heading, w.Embedded, StringComparison.Ordinal)));
    }

    [Fact]
    public void Structure_HeadingsWithNothingUnderThem_AreChunksOfTheirOwn()
    {
        var chunks = new StructurePolicy().Cut(
            Of(new HeadingBlock(1, "Plant"), new HeadingBlock(2, "Gate") { HeadingPath = ["Plant"] }, new HeadingBlock(2, "Yard") { HeadingPath = ["Plant"] },
                new ParagraphBlock(Words(20)) { HeadingPath = ["Plant", "Yard"] }, new HeadingBlock(1, "Office")), Small, Size).ToList();
        Assert.Equal([("Plant", "Gate", 1), ("Plant › Yard", Words(20), 3), ("", "Office", 4)], chunks.Select(c => (c.Heading, c.Text, c.FirstBlock)));
    }

    [Fact]
    public void Structure_LongTable_RepeatsItsHeader()
    {
        var rows = Enumerable.Range(0, 60).Select(i => new TableRow([new TableCell(i == 0 ? "City" : $"Town{i}", 0), new TableCell(i == 0 ? "People" : $"{i}", 1)])).ToList();
        var chunks = new StructurePolicy().Cut(Of(new TableBlock(rows, 1)), Small, Size).ToList();
        Assert.True(chunks.Count > 3);
        Assert.All(chunks, c => Assert.StartsWith("City | People\n", c.Text, StringComparison.Ordinal));
        for (var i = 1; i < 60; i++) Assert.Single(chunks, c => c.Text.Split('\n').Contains($"Town{i} | {i}"));
    }

    [Fact]
    public void Row_Table_GivesEachRowItsColumnNames()
    {
        var table = new TableBlock([new TableRow([new TableCell("Part", 0), new TableCell("Price", 1)]), new TableRow([new TableCell("AB-1", 0), new TableCell("5", 1)])], 1);
        Assert.Equal("Part: AB-1; Price: 5", Assert.Single(new RowPolicy().Cut(Of(table), Small, Size)).Text);
    }

    [Fact]
    public void QuestionAnswer_List_KeepsQuestionsWithTheirAnswers()
    {
        var chunks = new QuestionAnswerPolicy().Cut(Of(new ParagraphBlock("Who pays?"), new ParagraphBlock("The firm."), new ParagraphBlock("When?"), new ParagraphBlock("Monthly.")), Small, Size).ToList();
        Assert.Equal(["Who pays?\nThe firm.", "When?\nMonthly."], chunks.Select(c => c.Text));
    }

    [Fact]
    public void Page_Slides_AreChunks() =>
        Assert.Equal([1, 2], new PagePolicy().Cut(Of(new ParagraphBlock("a") { Page = 1 }, new ParagraphBlock("b") { Page = 1 }, new ParagraphBlock("c") { Page = 2 }), Small, Size).Select(c => c.Page!.Value));

    [Fact]
    public void EveryPolicy_AnyParagraphs_LoseNoWordAndKeepSizes() =>
        Gen.Select(Gen.Int[1, 90].Array[1, 8], Gen.OneOf([.. ChunkPolicies.All.Where(p => p.Name != "page").Select(p => Gen.Const(p))])).Sample((lengths, policy) =>
        {
            var blocks = lengths.Select((n, i) => (Block)new ParagraphBlock(Words(n, $"p{i}w"))).ToArray();
            var chunks = policy.Cut(Of(blocks), Small, Size).ToList();
            var there = string.Join(' ', chunks.Select(c => c.Text)).Split([' ', '\n', '.'], StringSplitOptions.RemoveEmptyEntries);
            var given = string.Join(' ', blocks.Select(b => b.ToText())).Split([' ', '.'], StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(given, there);
            if (policy.Name != "question-answer") Assert.All(chunks, c => Assert.True(Size(c.Text) <= Small.MaxTokens, $"{policy.Name}: {Size(c.Text)}"));
            Assert.All(chunks.SelectMany(c => c.Windows), w => Assert.True(Size(w.Embedded) <= Small.WindowTokens));
            // Windows cover their chunk and follow each other.
            Assert.All(chunks, c => Assert.Equal(c.Text, string.Concat(c.Windows.Select(w => c.Text.Substring(w.Start, w.Length)))));
        }, iter: 200);
}
