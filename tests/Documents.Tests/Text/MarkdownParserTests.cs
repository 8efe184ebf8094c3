namespace Onebox.Documents.Tests.Text;

public sealed class MarkdownParserTests
{
    [Fact]
    public async Task Markdown_WithEverything_IsCutIntoBlocks()
    {
        var document = await Parsing.ParseAsync("guide.md", """
            ---
            title: Guide
            author: "Li Wei"
            ---
            # Install

            Run `setup` and see [the site](https://example.com/a).[^1]
            It continues here.

            ## Steps

            1. First
               - inner **bold**
            2. Second

            ```python
            x = 1
              y = 2
            ```

            > Quoted words

            | Part | Qty |
            | ---- | --: |
            | Bolt | 12 |
            | Nut  | 7 |

            ![A diagram](img/d.png)

            中文第一行
            第二行

            [^1]: The note.
            """);
        Assert.Equal("Guide", document.Metadata["title"]);
        Assert.Equal("Li Wei", document.Metadata["author"]);
        Assert.Collection(
            document.Blocks,
            b => Assert.Equal("Install", Assert.IsType<HeadingBlock>(b).Text),
            b =>
            {
                Assert.Equal("Run setup and see the site.[^1] It continues here.", b.ToText());
                Assert.Equal([new Link("the site", "https://example.com/a")], b.Links!);
            },
            b => Assert.Equal(["Install"], Assert.IsType<HeadingBlock>(b).HeadingPath),
            b => Assert.Equal([new ListItem("First", 0, "1."), new ListItem("inner bold", 1, "•"), new ListItem("Second", 0, "2.")], Assert.IsType<ListBlock>(b).Items),
            b => Assert.Equal(("x = 1\n  y = 2", "python"), (b.ToText(), ((CodeBlock)b).Language)),
            b => Assert.Equal(ParagraphRole.Quote, Assert.IsType<ParagraphBlock>(b).Role),
            b =>
            {
                Assert.Equal("Part|Qty\nBolt|12\nNut|7", Assert.IsType<TableBlock>(b).Lines());
                Assert.Equal(1, ((TableBlock)b).HeaderRows);
                Assert.Equal(["Install", "Steps"], b.HeadingPath);
            },
            b => Assert.Equal(("A diagram", "img/d.png"), (((FigureBlock)b).Description, ((FigureBlock)b).Part)),
            b => Assert.Equal("中文第一行第二行", b.ToText()),
            b => Assert.Equal(new FootnoteBlock("1", "The note."), b with { HeadingPath = ((FootnoteBlock)b).HeadingPath }, (x, y) => x!.ToText() == y!.ToText()));
    }

    [Fact]
    public async Task Html_InsideMarkdown_IsRead()
    {
        var document = await Parsing.ParseAsync("a.md", "<table><tr><th>A</th></tr><tr><td>1</td></tr></table>\n\nText");
        Assert.Equal("A\n1", document.Single<TableBlock>().Lines());
    }
}
