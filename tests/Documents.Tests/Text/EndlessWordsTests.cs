using CsCheck;
using Onebox.Documents.Text;

namespace Onebox.Documents.Tests.Text;

public sealed class EndlessWordsTests
{
    /// <summary>3 MB without a space became 9,000 chunks.</summary>
    [Fact]
    public async Task TextFile_OfOneEndlessWord_KeepsItsBeginningAndSaysSo()
    {
        var document = await Parsing.ParseAsync("key.txt", "The key follows.\n\n" + new string('x', 3_000_000) + "\n\nIt ends here.");
        Assert.Equal(["The key follows.", new string('x', 200) + "…", "It ends here."], document.Blocks.Select(b => b.ToText()));
        Assert.Contains("without a space", Assert.Single(document.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Shorten_TextWithoutEndlessWords_IsTheTextItself() =>
        Gen.String[Gen.Char["abc ,中ก\n"], 0, 9_000].Where(t => t.Split([' ', ',', '中', 'ก', '\n']).Max(w => w.Length) < 4_000).Sample(text => Assert.Equal((text, 0L), EndlessWords.Shorten(text)), iter: 100);

    [Fact]
    public void Shorten_ChineseWithoutASpace_IsKept()
    {
        var text = string.Concat(Enumerable.Repeat("水泵站向轧机供应冷却水", 1_000));
        Assert.Equal((text, 0L), EndlessWords.Shorten(text));
    }

    [Fact]
    public void Shorten_EndlessWordBetweenOthers_LosesItsRestOnly() =>
        Assert.Equal(("a " + new string('b', 200) + "… c", 4_800L), EndlessWords.Shorten("a " + new string('b', 5_000) + " c"));
}
