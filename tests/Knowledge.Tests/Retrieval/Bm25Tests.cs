using Onebox.Api.Knowledge;
using Onebox.Documents;
using Onebox.Knowledge.Chunking;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Tests.Retrieval;

/// <summary>Text scores against Lucene's BM25Similarity as Anserini sets it (k1 = 0.9, b = 0.4), worked out here from the documents alone.</summary>
public sealed class Bm25Tests
{
    private static readonly string[] Documents =
    [
        "The pump needs oil. The pump is old, and the oil pump leaks.",
        "Oil is a liquid.",
        "The company's pumps were greased in the 1990s; greasing the pumps is the duty of whoever runs them, and of nobody else in the works.",
        "Nothing about that here at all, but a long text, so that lengths differ: one two three four five six seven eight nine ten.",
        "Pump IL-6 and il 6 are not the same, or are they? A pump is a pump.",
    ];

    [Theory]
    [InlineData("pump")]
    [InlineData("oil pump")]
    [InlineData("Is the oil in the pump old?")]
    [InlineData("pump pump oil")]
    [InlineData("greasing pumps in the 1990s")]
    [InlineData("IL-6")]
    [InlineData("unknownword pump")]
    public async Task Search_ByText_ScoresAsLucene(string question)
    {
        using var filled = new FilledBase();
        for (var i = 0; i < Documents.Length; i++) await filled.PutAsync($"{i}", Documents[i]);
        var hits = (await filled.SearchAsync(question, SearchMode.Text)).ToDictionary(h => int.Parse(h.Document.Name, System.Globalization.CultureInfo.InvariantCulture), h => h.Text);
        var (expected, most) = Lucene(question);
        for (var i = 0; i < Documents.Length; i++) Assert.Equal(expected[i] / most, hits.GetValueOrDefault(i), 1e-9);
    }

    [Fact]
    public async Task Search_DocumentCutIntoChunks_ScoresAsTheWhole()
    {
        using var whole = new FilledBase();
        using var cut = new FilledBase { Sizes = new ChunkSizes { MaxTokens = 16 } };
        foreach (var filled in (FilledBase[])[whole, cut])
            for (var i = 0; i < Documents.Length; i++) await filled.PutAsync($"{i}", Documents[i]);
        Assert.True(cut.Index.View.Chunks > whole.Index.View.Chunks);
        foreach (var question in (string[])["oil pump", "greased pumps of the company", "old oil"])
        {
            var best = (await cut.SearchAsync(question, SearchMode.Text, top: 100)).GroupBy(h => h.Document.Name).Select(g => (g.Key, g.Max(h => h.Score)));
            Assert.Equal((await whole.SearchAsync(question, SearchMode.Text)).Select(h => (h.Document.Name, Math.Round(h.Score, 9))), best.Select(b => (b.Key, Math.Round(b.Item2, 9))));
        }
    }

    /// <summary>Words that stand together in a long text are worth more than the same words pages apart.</summary>
    [Fact]
    public async Task Search_LongDocuments_PutsWordsThatStandTogetherFirst()
    {
        static string Page(string begin) => $"{begin} {string.Join(' ', Enumerable.Range(0, 150).Select(i => $"filler{i} word"))}.";
        using var filled = new FilledBase();
        await filled.PutAsync("apart", [new ParagraphBlock(Page("oil")), new ParagraphBlock(Page("nothing")), new ParagraphBlock(Page("pump"))]);
        await filled.PutAsync("together", [new ParagraphBlock(Page("nothing")), new ParagraphBlock(Page("oil pump")), new ParagraphBlock(Page("nothing"))]);
        var hits = await filled.SearchAsync("oil pump", SearchMode.Text);
        Assert.Equal((2, "together"), (filled.Index.View.Wholes.Count, hits[0].Document.Name));
        Assert.True(filled.Index.View.Parts.Count > 2);
        Assert.True(hits[0].Score > hits.First(h => h.Document.Name == "apart").Score);
    }

    [Fact]
    public async Task Search_EachDocumentOnce_FindsAsManyAsThereAre()
    {
        using var filled = new FilledBase { Sizes = new ChunkSizes { MaxTokens = 16 } };
        for (var i = 0; i < 150; i++) await filled.PutAsync($"{i}", string.Join("\n\n", Enumerable.Repeat($"The oil pump of plant {i} runs.", i == 0 ? 400 : 2)));
        var found = await Search.RunAsync(filled.Index, FilledBase.Embedder, Fusion.Default, SearchMode.Text, "oil pump", 100, Readership.Everything, null, TestContext.Current.CancellationToken, once: true);
        Assert.Equal(100, found.Hits.Select(h => h.Document.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(found.Hits.OrderByDescending(h => h.Score).Select(h => h.Score), found.Hits.Select(h => h.Score));
    }

    /// <summary>A document that writes a name as asked, and in other words beside, is above one that only writes it: a share of the best ends at 1, not before.</summary>
    [Fact]
    public async Task Search_MoreThanWasAskedFor_KeepsTheOrder()
    {
        using var filled = new FilledBase();
        await filled.PutAsync("1", "pg_dump");
        await filled.PutAsync("2", "pg_dump, pg dump, pgdump");
        await filled.PutAsync("3", "nothing of it");
        var hits = await filled.SearchAsync("pg_dump", SearchMode.Text);
        Assert.Equal(["2", "1"], hits.Select(h => h.Document.Name));
        Assert.Equal(1, hits[0].Text);
        Assert.True(hits[1].Text < 1);
    }

    /// <summary>Where rows are chunks, a row answers by what stands in it, not in its neighbours.</summary>
    [Fact]
    public async Task Search_RowsAsChunks_ScoresEachAlone()
    {
        using var filled = new FilledBase { Policy = new RowPolicy() };
        string[] rows = ["oil pump", "oil filter", "water pump", "paint"];
        await filled.PutAsync("stock.csv", [new TableBlock([new TableRow([new TableCell("Part", 0)]), .. rows.Select(r => new TableRow([new TableCell(r, 0)]))], 1)]);
        var hits = await filled.SearchAsync("oil pump", SearchMode.Text);
        Assert.Equal(["Part: oil pump", "Part: oil filter", "Part: water pump"], hits.Select(h => h.Chunk.Text));
        Assert.Equal(4, filled.Index.View.Parts.Count);
    }

    /// <summary>A title is found with each of its chunks, and is one title: a long document is not the better for it.</summary>
    [Fact]
    public async Task Search_TitledDocumentCutIntoChunks_CountsItsTitleOnce()
    {
        using var whole = new FilledBase();
        using var cut = new FilledBase { Sizes = new ChunkSizes { MaxTokens = 24, MinTokens = 0 } };
        foreach (var filled in (FilledBase[])[whole, cut])
        {
            for (var i = 0; i < Documents.Length; i++)
            {
                string[] path = [$"Handbook {i}"];
                await filled.PutAsync($"{i}", [new HeadingBlock(1, path[0]), new HeadingBlock(2, "Use of pumps") { HeadingPath = path }, new ParagraphBlock(Documents[i]) { HeadingPath = [.. path, "Use of pumps"] }]);
            }
        }

        Assert.True(cut.Index.View.Chunks > whole.Index.View.Chunks);
        foreach (var question in (string[])["handbook", "use of the pump", "handbook 2 oil"])
        {
            var best = (await cut.SearchAsync(question, SearchMode.Text, top: 100)).GroupBy(h => h.Document.Name).Select(g => (g.Key, Math.Round(g.Max(h => h.Score), 9)));
            Assert.Equal((await whole.SearchAsync(question, SearchMode.Text)).Select(h => (h.Document.Name, Math.Round(h.Score, 9))), best);
        }

        // Every chunk is found by it all the same.
        Assert.Equal(cut.Index.View.Chunks, (await cut.SearchAsync("handbook", SearchMode.Text, top: 100)).Count);
    }

    /// <summary>Σ idf · tf / (tf + k1 · (1 − b + b · length / mean)), idf = ln(1 + (N − df + 0.5) / (df + 0.5)); function words are no terms. And the most that a text could get, in which a term that no text has counts the less the fewer texts there are.</summary>
    private static (double[] Scores, double Most) Lucene(string question)
    {
        var texts = Documents.Select(d => TextAnalyzer.Analyze(d).Where(t => !t.IsCommon).Select(t => t.Text).ToList()).ToList();
        var (scores, most, mean) = (new double[texts.Count], 0.0, texts.Average(t => t.Count));
        foreach (var term in TextAnalyzer.Analyze(question).Where(t => !t.IsCommon).Select(t => t.Text))
        {
            var having = texts.Count(t => t.Contains(term));
            var idf = Math.Log(1 + ((texts.Count - having + 0.5) / (having + 0.5)));
            most += having == 0 ? idf * texts.Count / (texts.Count + 10) : idf;
            for (var i = 0; i < texts.Count; i++)
            {
                var frequency = texts[i].Count(t => t == term);
                scores[i] += idf * frequency / (frequency + (0.9 * (1 - 0.4 + (0.4 * texts[i].Count / mean))));
            }
        }

        return (scores, most);
    }
}
