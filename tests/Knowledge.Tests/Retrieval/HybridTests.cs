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
        Assert.Equal(1, new Fusion(0, 1).Score(0, 1, Fusion.Trust(1, 1)), 12);
    }

    [Fact]
    public void Trust_FewWords_CountLessThanASentence()
    {
        Assert.Equal([1.0 / 64, 0.25, 1, 1], new[] { 1, 4, 8, 20 }.Select(words => Fusion.Trust(words, 0.7)));
        Assert.Equal([1, 0.625, 0.25], new[] { 0, 0.25, 0.5 }.Select(best => Fusion.Trust(4, best)));
        Assert.Equal(1, Fusion.Trust(0, 1));
    }

    [Fact]
    public async Task Search_FewWordsThatAreNotThere_FindsWhatIsNear()
    {
        using var filled = new FilledBase();
        await filled.PutAsync("press.txt", "The machine weighs 1,850 kilograms. The greatest width of a roll is 1,300 millimetres. It runs at 420 metres per minute.");
        foreach (var (i, part) in ((string[])["oil", "belt", "guard", "motor", "panel", "fuse"]).Index()) await filled.PutAsync($"part{i}.txt", $"Before the {part} of {(i < 2 ? "a machine" : "a car")} is changed, somebody from the workshop has to sign for it.");
        var best = (await filled.SearchAsync("How heavy is the machine?"))[0];
        Assert.Equal("press.txt", best.Document.Name);
        Assert.True(best.Text < SearchBase.Floor && best.Score >= SearchBase.Floor, $"{best.Text} {best.Vector} {best.Score}");
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
