using System.Text.RegularExpressions;
using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Benchmarks.Published;
using Onebox.Evaluation.Scoring;

namespace Onebox.Evaluation.Tests.Scoring;

/// <summary>Each figure here was worked out by hand from the published formula.</summary>
public sealed class AnswerScoreTests
{
    [Theory]
    [InlineData("The Broncos!", "broncos", 1)]
    [InlineData("a  Denver   Broncos", "the Denver Broncos.", 1)]
    [InlineData("Denver", "Denver Broncos", 0)]
    [InlineData("", "", 1)]
    public void SquadExact_NormalisesAsItsScript(string answer, string reference, double expected) => Assert.Equal(expected, SquadScore.Exact(answer, [reference]));

    [Fact]
    public void SquadF1_CountsCommonWordsOnce()
    {
        // "cat sat on mat" (the articles go) against "cat on mat": 3 in common, precision 3/4, recall 1, F1 6/7.
        Assert.Equal(6.0 / 7, SquadScore.F1("The cat sat on the mat", ["cat on a mat"]), 12);
        // A word that is said twice counts as often as the reference has it: precision 1/2, recall 1/2.
        Assert.Equal(0.5, SquadScore.F1("red red", ["red blue"]), 12);
        Assert.Equal(1, SquadScore.F1("wrong answer", ["nothing of it", "answer wrong"]), 12);
        Assert.Equal((0.0, 1.0), (SquadScore.F1("something", [""]), SquadScore.F1("the", ["a"])));
    }

    [Fact]
    public void RougeL_IsTheLongestCommonSubsequence()
    {
        // "police killed the gunman" against "police kill the gunman" (Lin 2004): 3 of 4 words in order, F 3/4; "the gunman kill police": 2 of 4, F 1/2.
        Assert.Equal(0.75, RougeL.Score("police kill the gunman", ["police killed the gunman"]), 12);
        Assert.Equal(0.5, RougeL.Score("the gunman kill police", ["police killed the gunman"]), 12);
        Assert.Equal(1, RougeL.Score("北京是首都", ["北京是首都。"]), 12);
        Assert.Equal(0, RougeL.Score("", ["a word"]), 12);
    }

    [Theory]
    [InlineData("She earns $1,234.50 a day.", "#### 1234.5", 1)]
    [InlineData("It is 3-5 days", "5", 1)]
    [InlineData("-7", "the answer is -7.0", 1)]
    [InlineData("about 12", "13", 0)]
    [InlineData("none", "0", 0)]
    public void Numeric_ComparesTheLastNumbers(string answer, string reference, double expected) => Assert.Equal(expected, NumericMatch.Score(answer, [reference]));

    [Theory]
    [InlineData("{\"a\":1}", 1)]
    [InlineData(" [1, 2] \n", 1)]
    [InlineData("```json\n{}\n```", 0)]
    [InlineData("{\"a\":1,}", 0)]
    [InlineData("Here: {\"a\":1}", 0)]
    public void Json_IsJsonAndNothingElse(string answer, double expected) => Assert.Equal(expected, JsonValidity.Score(answer));

    [Fact]
    public void Json_WithRequiredNames_WantsAnObjectThatHasThem()
    {
        Assert.Equal(1, JsonValidity.Score("""{"name":"x","age":3}""", ["name", "age"]));
        Assert.Equal(0, JsonValidity.Score("""{"name":"x"}""", ["name", "age"]));
        Assert.Equal(0, JsonValidity.Score("[]", ["name"]));
    }

    [Fact]
    public void ExactMatch_RemovesPatternsThenCaseThenPunctuation()
    {
        var match = new ExactMatch(IgnoreCase: true, IgnorePunctuation: true, [new Regex("(?s).*#### ")]);
        Assert.Equal(1, match.Score("WORKING: 3\n#### Yes!", ["yes"]));
        Assert.Equal(0, new ExactMatch().Score("Yes", ["yes"]));
    }

    [Fact]
    public void Filter_ChoosesTheMatchAndItsFirstGroup()
    {
        var flexible = AnswerFilter.Of("(-?[$0-9.,]{2,})|(-?[0-9]+)", -1);
        Assert.Equal("18", flexible.Apply("She makes 9 * 2 = $18 every day, that is 18"));
        Assert.Equal("7", flexible.Apply("seven is 7"));
        Assert.Equal(AnswerFilter.NoMatch, flexible.Apply("no number"));
        Assert.Equal("(B)", AnswerFilter.Of("(?<=the answer is )(.*)(?=.)").Apply("So the answer is (B)."));
    }

    [Fact]
    public void Gsm8k_ScoresAsTheHarness()
    {
        var benchmark = Published.Find("gsm8k")!.Benchmark;
        var item = new Item { Id = "0", Prompt = "", Question = "", References = ["9 * 2 = <<9*2=18>>18.\n#### 1,018"] };
        double[] Score(string answer) => [.. benchmark.Measures.Select(m => m.Score(answer, item))];
        Assert.Equal([1.0, 1.0], Score("It is so.\n#### 1018"));
        Assert.Equal([0.0, 1.0], Score("The answer is 1018."));
        Assert.Equal([0.0, 0.0], Score("#### 18"));
    }

    [Fact]
    public void Passages_TakeTheCitationOff()
    {
        var benchmark = Published.Find("passages")!.Benchmark;
        var item = new Item { Id = "0", Prompt = "", Question = "", References = ["40 litres"] };
        Assert.All(benchmark.Measures, m => Assert.Equal(1, m.Score("40 litres. [1] [2]", item)));
    }
}
