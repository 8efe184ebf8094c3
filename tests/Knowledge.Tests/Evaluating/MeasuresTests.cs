using Onebox.Api.Knowledge;
using Onebox.Knowledge.Evaluating;

namespace Onebox.Knowledge.Tests.Evaluating;

public sealed class MeasuresTests
{
    [Fact]
    public void Of_RightAtThirdPlace_IsHalfTheGain()
    {
        var quality = RetrievalMeasures.Of([false, false, true], right: 1, top: 10);
        Assert.Equal((1.0, 0.5, 1.0 / 3), (quality.RecallAtK, quality.NdcgAt10, quality.Mrr));
    }

    [Fact]
    public void Of_TwoRightOneFound_CountsTheMissing()
    {
        var quality = RetrievalMeasures.Of([true, false], right: 2, top: 10);
        Assert.Equal(0.5, quality.RecallAtK);
        Assert.Equal(1 / (1 + (1 / Math.Log2(3))), quality.NdcgAt10, 10);
    }

    [Theory]
    [InlineData("The Denver Broncos. [1]", "Denver Broncos", 1)]
    [InlineData("Denver", "Denver Broncos", 2.0 / 3)]
    [InlineData("green cheese", "Denver Broncos", 0)]
    [InlineData("三十天", "三十", 0.8)]
    public void F1_Answer_IsAsSquadCounts(string answer, string right, double f1) => Assert.Equal(f1, AnswerMeasures.F1(answer, [right]), 6);

    [Fact]
    public void Missing_DocumentThatTheBaseDoesNotHave_IsNamed()
    {
        KnowledgeQuestion[] questions = [new("How much leave?", Documents: ["leave.md"]), new("Who?", Documents: ["staf.csv", "leave.md"]), new("When?", Answers: ["Monday"])];
        var missing = Judgement.Missing(questions, new HashSet<string>(["leave.md", "leave", "staff.csv"], StringComparer.Ordinal));
        Assert.StartsWith("1 question names documents that are not in the base", missing, StringComparison.Ordinal);
        Assert.EndsWith(": staf.csv.", missing, StringComparison.Ordinal);
        Assert.Null(Judgement.Missing(questions, new HashSet<string>(["leave.md", "staf.csv"], StringComparer.Ordinal)));
    }
}
