using Onebox.Documents;
using Onebox.Knowledge.Answering;
using Onebox.Knowledge.Chunking;

namespace Onebox.Knowledge.Tests.Answering;

/// <summary>A real base with small chunks: what stands around a hit comes into the prompt in order, once, and no further than there is room.</summary>
public sealed class ReadAroundTests
{
    private static readonly string[] Steps = ["Close the valve.", "Drain the tank slowly.", "Loosen eight bolts.", "Lift the cover.", "Clean the seal.", "Mount the cover again."];

    [Fact]
    public async Task Grow_RoomForAll_AddsNeighboursInOrder()
    {
        using var filled = await ManualAsync();
        var grown = Assert.Single(await GrowAsync(filled, "Loosen eight bolts", 1, int.MaxValue));
        Assert.Equal(string.Join("\n\n", Steps), grown.Text);
        Assert.Equal("Manual › Repair", grown.Title);
        var (chunk, start) = grown.Locate("Clean the seal.");
        Assert.Equal("Clean the seal.", chunk.Text[start..(start + 15)]);
    }

    [Fact]
    public async Task Grow_LittleRoom_StaysBelowIt()
    {
        using var filled = await ManualAsync();
        for (var room = 24; room < 130; room += 7)
        {
            var grown = Assert.Single(await GrowAsync(filled, "Loosen eight bolts", 1, room));
            Assert.True(grown.Text.Length <= room);
            Assert.Contains("Loosen eight bolts.", grown.Text, StringComparison.Ordinal);
            Assert.Contains(grown.Text, string.Join("\n\n", Steps), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Grow_TwoHitsThatMeet_BecomeOnePassage()
    {
        using var filled = await ManualAsync();
        var hits = (await filled.SearchAsync("drain the tank; lift the cover; prices", Api.Knowledge.SearchMode.Text)).Where(h => h.Chunk.Text.StartsWith("Drain", StringComparison.Ordinal) || h.Chunk.Text.StartsWith("Lift", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, hits.Count);
        using var connection = filled.Index.Read();
        var apart = await ReadAround.GrowAsync(connection, [.. hits.Select((h, i) => new Passage(i + 1, h, 0, h.Chunk.Text))], p => Task.FromResult(p.Sum(x => x.Text.Length) < 45));
        Assert.Equal(2, apart.Count);
        var grown = await ReadAround.GrowAsync(connection, apart, _ => Task.FromResult(true));
        Assert.Equal(string.Join("\n\n", Steps), Assert.Single(grown).Text);
        Assert.Equal(hits[0].Chunk.Id, grown[0].Hit.Chunk.Id);
    }

    [Fact]
    public async Task Grow_PartOfATable_KeepsOneHeader()
    {
        using var filled = new FilledBase { Sizes = new ChunkSizes { MaxTokens = 24 } };
        TableRow Row(params string[] cells) => new([.. cells.Select((text, column) => new TableCell(text, column))]);
        var rows = new List<TableRow> { Row("Part", "Torque") };
        for (var i = 0; i < 12; i++) rows.Add(Row($"bolt {i}", $"{i + 20} Nm"));
        await filled.PutAsync("torque.md", [new TableBlock(rows, 1)]);
        var grown = Assert.Single(await GrowAsync(filled, "torque of bolt 7", 1, int.MaxValue));
        Assert.Equal(1, grown.Text.Split('\n').Count(line => line == "Part | Torque"));
        Assert.StartsWith("Part | Torque\n", grown.Text, StringComparison.Ordinal);
        Assert.Contains("bolt 7 | 27 Nm", grown.Text, StringComparison.Ordinal);
        Assert.Equal(grown.Text.Split('\n').Length, grown.Text.Split('\n').Distinct().Count());
    }

    private static async Task<FilledBase> ManualAsync()
    {
        var filled = new FilledBase { Sizes = new ChunkSizes { MaxTokens = 8, MinTokens = 0 } };
        await filled.PutAsync("manual.md",
        [
            new HeadingBlock(1, "Manual"), new HeadingBlock(2, "Prices") { HeadingPath = ["Manual"] }, new ParagraphBlock("All prices are net.") { HeadingPath = ["Manual", "Prices"] },
            new HeadingBlock(2, "Repair") { HeadingPath = ["Manual"] }, .. Steps.Select(step => new ParagraphBlock(step) { HeadingPath = ["Manual", "Repair"] }),
        ]);
        return filled;
    }

    private static async Task<IReadOnlyList<Passage>> GrowAsync(FilledBase filled, string question, int passages, int room)
    {
        var hits = (await filled.SearchAsync(question, Api.Knowledge.SearchMode.Text)).Take(passages);
        using var connection = filled.Index.Read();
        return await ReadAround.GrowAsync(connection, [.. hits.Select((h, i) => new Passage(i + 1, h, 0, h.Chunk.Text))], p => Task.FromResult(p.Sum(x => x.Text.Length) <= room));
    }
}
