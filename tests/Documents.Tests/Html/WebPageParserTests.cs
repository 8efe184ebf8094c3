using Onebox.Documents.Text;

namespace Onebox.Documents.Tests.Html;

public sealed class WebPageParserTests
{
    private const string Page = """
        <!DOCTYPE html><html lang="en"><head><title>Pump P-100 – Acme</title><meta name="author" content="Acme"><style>p{}</style></head><body>
        <header class="site"><a href="/">Acme</a><nav><ul><li><a href="/a">Products</a></li><li><a href="/b">Support</a></li></ul></nav></header>
        <div class="cookie-banner">We use cookies.</div>
        <div id="wrap"><main>
        <h1>Pump P-100</h1>
        <p>The pump delivers <b>12</b> l/min.<br>See <a href="/manual.pdf">the manual</a>.</p>
        <p hidden>secret</p>
        <h2>Data</h2>
        <table><caption>Limits</caption><thead><tr><th rowspan="2">Type</th><th colspan="2">Pressure</th></tr><tr><th>min</th><th>max</th></tr></thead>
        <tbody><tr><td>A</td><td>1</td><td>5</td></tr><tr><td>B</td><td>2</td><td>8</td></tr></tbody></table>
        <ol type="a"><li>Open<ul><li>slowly</li></ul></li><li>Close</li></ol>
        <pre><code class="language-sh">run --fast
          now</code></pre>
        <figure><img src="p.png" alt="x"><figcaption>The pump from the left</figcaption></figure>
        </main></div>
        <script>var text = "not text";</script>
        <footer>© Acme</footer></body></html>
        """;

    [Fact]
    public async Task Lists_WithListsInThem_KeepWordsApartAndNumbersAsWritten()
    {
        var document = await Parsing.ParseAsync("a.html", """
            <dl><dt>Current</dt><dd>2 A<ul><li>start 8 A</li><li>stop 1 A</li></ul></dd><div><dt>Colour</dt><dd><dl><dt>body</dt><dd>blue</dd></dl></dd></div></dl>
            <ol start="3"><li>Open<li value="7">Check <img src="v.png" alt="valve 9"><li><p>Close</p>slowly<pre>run
            now</pre></ol>
            <table><tr><th>Pump</th><th>Data</th></tr><tr><td>P7</td><td><div>new</div>rest<table><tr><td>weight</td><td>12 kg</td></tr><tr><td>power</td><td>3 kW</td></tr></table></td></tr></table>
            """);
        Assert.Equal(["Current: 2 A\nstart 8 A\nstop 1 A", "Colour: body\nblue"], ((ListBlock)document.Blocks[0]).Items.Select(i => i.Text));
        Assert.Equal([("3.", "Open"), ("7.", "Check valve 9"), ("8.", "Close\nslowly\nrun\nnow")], ((ListBlock)document.Blocks[1]).Items.Select(i => (i.Marker, i.Text)));
        Assert.Equal("Pump|Data\nP7|new\nrest\nweight 12 kg\npower 3 kW", document.Single<TableBlock>().Lines());
    }

    [Fact]
    public async Task Page_OfASite_GivesItsArticleOnly()
    {
        var document = await Parsing.ParseAsync("pump.html", Page);
        Assert.Equal("Pump P-100 – Acme", document.Metadata["title"]);
        Assert.Collection(
            document.Blocks,
            b => Assert.Equal("Pump P-100", Assert.IsType<HeadingBlock>(b).Text),
            b =>
            {
                Assert.Equal("The pump delivers 12 l/min.\nSee the manual.", b.ToText());
                Assert.Equal([new Link("the manual", "/manual.pdf")], b.Links!);
            },
            b => Assert.Equal(2, Assert.IsType<HeadingBlock>(b).Level),
            b =>
            {
                var table = Assert.IsType<TableBlock>(b);
                Assert.Equal(("Limits", 2), (table.Caption, table.HeaderRows));
                Assert.Equal("Type|Pressure|Pressure\nType|min|max\nA|1|5\nB|2|8", table.Lines());
                Assert.Equal(["Pump P-100", "Data"], table.HeadingPath);
            },
            b => Assert.Equal([new ListItem("Open", 0, "a."), new ListItem("slowly", 1, "•"), new ListItem("Close", 0, "b.")], Assert.IsType<ListBlock>(b).Items),
            b => Assert.Equal("sh", Assert.IsType<CodeBlock>(b).Language),
            b => Assert.Equal("The pump from the left", Assert.IsType<FigureBlock>(b).Description));
    }

    [Fact]
    public async Task LinkLists_WithoutNames_AreLeftOut()
    {
        var links = string.Concat(Enumerable.Range(0, 20).Select(i => $"<li><a href='/{i}'>Topic {i}</a></li>"));
        var document = await Parsing.ParseAsync("a.html", $"<html><body><div><ul>{links}</ul></div><div><h1>News</h1><p>{string.Concat(Enumerable.Repeat("The plant runs again. ", 20))}</p></div></body></html>");
        Assert.Equal(2, document.Blocks.Count);
    }

    [Fact]
    public async Task DeclaredCharset_IsObeyed()
    {
        var document = await Parsing.ParseAsync("a.html", "<html><head><meta charset=\"gb2312\"></head><body><p>泵</p></body></html>", EncodingDetector.CodePage(54936));
        Assert.Equal("泵", document.Single<ParagraphBlock>().Text);
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(200_000)]
    public async Task Nesting_WithoutEnd_IsRefused(int depth)
    {
        var html = "<html><body>" + string.Concat(Enumerable.Repeat("<div>", depth)) + "x";
        var refusal = await Parsing.RefuseAsync("a.html", System.Text.Encoding.UTF8.GetBytes(html));
        Assert.Equal(RefusalReason.TooDeep, refusal.Reason);
    }
}
