namespace Onebox.Documents.Tests.Text;

public sealed class PlainTextParserTests
{
    [Fact]
    public async Task Text_WithChaptersAndLists_IsCutIntoBlocks()
    {
        var document = await Parsing.ParseAsync("a.txt", """
            Handbook
            ========

            1. Scope

            The first paragraph
            goes over two lines.

            - one
            - two
              - deep

            1.1 Details

            Words.

            第二章 维护

            三个月一次。
            """);
        Assert.Collection(
            document.Blocks,
            b => Assert.Equal((1, "Handbook"), (((HeadingBlock)b).Level, b.ToText())),
            b => Assert.Equal((1, "1. Scope"), (((HeadingBlock)b).Level, b.ToText())),
            b => Assert.Equal("The first paragraph\ngoes over two lines.", b.ToText()),
            b => Assert.Equal([("one", 0), ("two", 0), ("deep", 1)], ((ListBlock)b).Items.Select(i => (i.Text, i.Level))),
            b => Assert.Equal((2, "1.1 Details"), (((HeadingBlock)b).Level, b.ToText())),
            b => Assert.Equal(["1. Scope", "1.1 Details"], b.HeadingPath),
            b => Assert.Equal((2, "第二章 维护"), (((HeadingBlock)b).Level, b.ToText())),
            b => Assert.Equal(["1. Scope", "第二章 维护"], b.HeadingPath));
    }

    [Fact]
    public async Task Code_IsKeptAsWritten()
    {
        const string Code = "def f(x):\n    return x\n\n\nprint(f(1))";
        var document = await Parsing.ParseAsync("tool.py", Code);
        Assert.Equal((Code, "python"), (document.Single<CodeBlock>().Text, document.Single<CodeBlock>().Language));
    }

    [Fact]
    public async Task Log_WithoutBlankLines_ComesInPieces()
    {
        var lines = Enumerable.Range(0, 5000).Select(i => $"2026-01-01 line {i}").ToList();
        var document = await Parsing.ParseAsync("a.txt", string.Join('\n', lines));
        Assert.True(document.Blocks.Count > 3);
        Assert.Equal(lines, document.Blocks.SelectMany(b => b.ToText().Split('\n')));
    }
}
