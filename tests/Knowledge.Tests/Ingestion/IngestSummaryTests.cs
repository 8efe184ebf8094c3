using Onebox.Api.Knowledge;

namespace Onebox.Knowledge.Tests.Ingestion;

public sealed class IngestSummaryTests
{
    [Fact]
    public void Parse_ItsOwnLine_IsTheSame()
    {
        var summary = new IngestSummary(1, 2, 3, 4, 5);
        Assert.Equal(summary, IngestSummary.Parse(summary.ToString()));
        Assert.Equal(6, summary.Files);
        Assert.Equal(summary with { PassedOver = 7 }, IngestSummary.Parse((summary with { PassedOver = 7 }).ToString()));
    }

    [Theory]
    [InlineData("reading")]
    [InlineData("a.pdf: 1 read, 0 unchanged, 1 failed, 0 renamed, 0 removed")]
    public void Parse_AnotherLine_IsNone(string line) => Assert.Null(IngestSummary.Parse(line));
}
