using Onebox.Api.Knowledge;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge.Tests.Retrieval;

public sealed class HybridTests
{
    [Fact]
    public void Score_WithoutAVector_IsTheTexts()
    {
        Assert.Equal(0.6, new Fusion(1, 0.3).Score(0.6, null));
        Assert.Equal(0, new Fusion(0, 1).Score(0.6, null));
        Assert.Equal(0.75, new Fusion(1, 1).Score(0.5, 1), 12);
        Assert.Equal(0.25, new Fusion(1, 1).Score(0.5, -1), 12);
        Assert.Equal(0.6, new Fusion(1, 1).Score(0.5, 1, trust: 0.25), 12);
        Assert.Equal(1, new Fusion(0, 1).Score(0, 1, Fusion.Trust(1)), 12);
    }

    [Fact]
    public void Trust_FewWords_CountLessThanASentence()
    {
        Assert.Equal([1.0 / 64, 0.25, 1, 1], new[] { 1, 4, 8, 20 }.Select(Fusion.Trust));
        Assert.Equal(1, Fusion.Trust(0));
    }

    /// <summary>A German page has no vector; once that put it behind every English page with the word in it.</summary>
    [Fact]
    public async Task Search_PageThatTheEncoderDoesNotUnderstand_IsNotBehindWhatItDoes()
    {
        using var filled = new FilledBase();
        await filled.PutAsync("reise.txt", "Reisekosten werden nach Vorlage der Belege innerhalb von zwanzig Arbeitstagen erstattet, sofern die Genehmigung der Abteilungsleitung vorliegt.");
        await filled.PutAsync("trip.txt", "The word Reisekosten means travel expenses. Travel expenses are paid for every approved trip, and nobody has to wait for long.");
        await filled.PutAsync("lunch.txt", "Lunch is served in the canteen between noon and two in the afternoon.");
        foreach (var mode in (SearchMode[])[SearchMode.Text, SearchMode.Hybrid])
            Assert.Equal("reise.txt", (await filled.SearchAsync("Erstattung der Reisekosten: Belege, Genehmigung", mode))[0].Document.Name);
        var hit = (await filled.SearchAsync("Reisekosten Belege Genehmigung"))[0];
        Assert.Equal((0, null), (hit.Vector, hit.Window));
    }
}
