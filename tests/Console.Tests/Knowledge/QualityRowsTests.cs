using System.Globalization;
using Onebox.Api.Knowledge;
using Onebox.Console.Knowledge;

namespace Onebox.Console.Tests.Knowledge;

public sealed class QualityRowsTests : IDisposable
{
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;

    public QualityRowsTests() => CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

    public void Dispose() => CultureInfo.CurrentCulture = _culture;

    [Fact]
    public void Of_OneMeasurement_ShowsItAlone()
    {
        var groups = QualityRows.Of(Measured(0.8, 12), null);
        Assert.DoesNotContain(groups, g => g.Name == "Answers");
        Assert.All(groups.SelectMany(g => g.Rows), row => Assert.True(row is { Other: null, Difference: null }, row.Name));
        Assert.Equal("0.800", Row(groups, "Found by words and meaning", "nDCG@10").Shown);
    }

    [Fact]
    public void Of_TwoMeasurements_TellsBetterFromWorseByWhatIsMeasured()
    {
        var groups = QualityRows.Of(Measured(0.8, 12, new AnswerQuality(0.5, 0.25, 1, null, 1, 1, 4, 0), "assistant"), Measured(0.7, 9));
        Assert.Equal(("+0.100", "good"), (Row(groups, "Found by words and meaning", "nDCG@10").Difference, Row(groups, "Found by words and meaning", "nDCG@10").Tone));
        // More time is worse.
        Assert.Equal(("+3.0 ms", "bad"), (Row(groups, "Time a question", "search").Difference, Row(groups, "Time a question", "search").Tone));
        // What only one of them has cannot be compared.
        Assert.Equal(("0.500", "–", null), (Row(groups, "Answers", "F1 of the words").Shown, Row(groups, "Answers", "F1 of the words").Other, Row(groups, "Answers", "F1 of the words").Difference));
        Assert.Equal("differs", Row(groups, "Settings", "answered by").Difference);
        Assert.Null(Row(groups, "Settings", "embedding").Difference);
    }

    [Fact]
    public void Of_ADifferenceBelowWhatIsShown_IsNone()
    {
        var row = Row(QualityRows.Of(Measured(0.80001, 12), Measured(0.8, 12)), "Found by words and meaning", "MRR");
        Assert.Equal(("0.000", "calm"), (row.Difference, row.Tone));
    }

    private static QualityRow Row(IEnumerable<QualityGroup> groups, string group, string name) => groups.Single(g => g.Name == group).Rows.Single(r => r.Name == name);

    private static KnowledgeEvaluation Measured(double quality, double milliseconds, AnswerQuality? answers = null, string? route = null)
    {
        var found = new RetrievalQuality(quality, quality, quality);
        return new()
        {
            Id = "kev_1",
            At = DateTimeOffset.UnixEpoch,
            Questions = 4,
            Judged = 4,
            Top = 10,
            Text = found,
            Vector = found,
            Hybrid = found,
            Fusion = new FusionInfo(1, 0.4, 0),
            Answers = answers,
            Times = new AnswerTimes(milliseconds, 0, 0, 0, milliseconds),
            Settings = new KnowledgeSettings(),
            Route = route,
        };
    }
}
