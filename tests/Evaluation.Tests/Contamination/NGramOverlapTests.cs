using Onebox.Evaluation.Contamination;

namespace Onebox.Evaluation.Tests.Contamination;

public sealed class NGramOverlapTests
{
    private const string Long = "the quick brown fox jumps over the lazy dog while the old cat sleeps on the warm stone";
    private const string Short = "which pump holds forty litres of clean cold water";

    [Fact]
    public void Item_WhoseWordsAreInTheData_IsFound()
    {
        var overlap = new NGramOverlap();
        overlap.Add(Long);
        overlap.Add(Short);
        overlap.Add("too short to tell");
        overlap.Add("nothing of this question about stars and their moons is anywhere in that data at all");
        overlap.Read($"Once upon a time THE QUICK, brown fox jumps over the lazy dog; while the old cat sleeps on the warm stone.");
        overlap.Read($"They asked: {Short}?");
        var shares = overlap.Shares();
        Assert.Equal([1, 1, 0, 0], shares);
    }

    [Fact]
    public void Item_OfManyWords_IsNotFoundByEightOfThem()
    {
        var overlap = new NGramOverlap();
        overlap.Add(Long);
        overlap.Read("the quick brown fox jumps over the lazy dog");
        Assert.Equal(0, overlap.Shares()[0]);
    }

    [Fact]
    public void Item_FoundInPart_HasItsShare()
    {
        var overlap = new NGramOverlap();
        overlap.Add(Long);
        // Eighteen words: six 13-grams, of which the first is in a text of its first thirteen words.
        overlap.Read(string.Join(' ', Long.Split(' ').Take(13)));
        Assert.Equal(1.0 / 6, overlap.Shares()[0], 12);
    }
}
