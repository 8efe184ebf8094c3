using System.Globalization;
using Onebox.Api.Knowledge;
using Onebox.Console.Knowledge;

namespace Onebox.Console.Tests.Knowledge;

public sealed class ComparedRowsTests : IDisposable
{
    private static readonly AnswerTimes Times = new(3, 0, 0, 0, 3);

    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;

    public ComparedRowsTests() => CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

    public void Dispose() => CultureInfo.CurrentCulture = _culture;

    [Fact]
    public void Of_ASettingWithNothingBesideIt_ShowsNothing() => Assert.Empty(ComparedRows.Of(Measured(Found("not ranked again", 0.8))));

    [Fact]
    public void Of_RankedAgain_StandsBelowWhatItIsHeldAgainst()
    {
        var group = Assert.Single(ComparedRows.Of(Measured(Found("not ranked again", 0.8), Found("ranked again by judge", 0.9) with { Change = new SettingChange("ndcg", 0.1, 0.02, 0.18, 40) })));
        Assert.Equal(["not ranked again", "ranked again by judge"], group.Rows.Select(r => r.Name));
        Assert.Equal(["recall@10", "MRR"], group.Others);
        Assert.Null(group.Rows[0].Change);
        Assert.Equal(new ComparedChange("+0.100", "+0.020 to +0.180", "good", "better", 40), group.Rows[1].Change);
    }

    [Theory]
    [InlineData(-0.05, 0.02, "calm", "no clear difference")]
    [InlineData(-0.3, -0.1, "bad", "worse")]
    public void Of_AnswersWithout_GoesByTheWholeRange(double low, double high, string tone, string verdict)
    {
        var group = Assert.Single(ComparedRows.Of(Measured(Answered("answers, as it is set"), Answered("answers, passages as they were found") with { Change = new SettingChange("f1", (low + high) / 2, low, high, 12) })));
        Assert.Equal(("Answered", "passages as they were found"), (group.Name, group.Rows[1].Name));
        Assert.Equal((tone, verdict), (group.Rows[1].Change!.Tone, group.Rows[1].Change!.Verdict));
    }

    private static ComparedSetting Found(string setting, double quality) => new(setting, new RetrievalQuality(quality, quality, quality), null, Times);

    private static ComparedSetting Answered(string setting) => new(setting, null, new AnswerQuality(0.5, 0.2, 1, 1, 1, 1, 12, 0, 0.9), Times);

    private static KnowledgeEvaluation Measured(params IReadOnlyList<ComparedSetting> compared)
    {
        var found = new RetrievalQuality(0.8, 0.8, 0.8);
        return new()
        {
            Id = "kev_1",
            At = DateTimeOffset.UnixEpoch,
            Questions = 40,
            Judged = 40,
            Top = 10,
            Text = found,
            Vector = found,
            Hybrid = found,
            Fusion = new FusionInfo(1, 0.4, 0),
            Times = Times,
            Settings = new KnowledgeSettings(),
            Compared = compared,
        };
    }
}
