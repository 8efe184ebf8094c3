using Onebox.Evaluation.Scoring;

namespace Onebox.Evaluation.Tests.Scoring;

public sealed class ChoiceScoreTests
{
    [Fact]
    public void Score_EachNormalisationPicksItsOwn()
    {
        // Plain: -4 wins. By characters -4/2, -9/6, -8/4: the second. By bytes (é has two) -4/2, -9/6, -8/8: the third. By tokens -4/1, -9/3, -8/2: the second.
        string[] choices = ["ab", "abcdef", "éééé"];
        Likelihood[] likelihoods = [new(-4, 1), new(-9, 3), new(-8, 2)];
        var second = ChoiceScore.Score(choices, likelihoods, [1]);
        Assert.Equal((0.0, 1.0, 0.0, 1.0), (second["acc"], second["acc_norm"], second["acc_bytes"], second["acc_tokens"]));
        Assert.Equal(1, ChoiceScore.Score(choices, likelihoods, [0])["acc"]);
        Assert.Equal(1, ChoiceScore.Score(choices, likelihoods, [2])["acc_bytes"]);
    }

    [Fact]
    public void Score_AmongEquals_TheFirstWins() => Assert.Equal(1, ChoiceScore.Score(["x", "y"], [new(-1, 1), new(-1, 1)], [0])["acc"]);

    [Fact]
    public void Mass_IsTheShareOfTheTrueOnes()
    {
        // p = 0.2, 0.3, 0.5 with the first two true: 0.5 of 1; shifted far down it is the same share.
        Likelihood[] likelihoods = [new(Math.Log(0.2), 1), new(Math.Log(0.3), 1), new(Math.Log(0.5), 1)];
        Assert.Equal(0.5, ChoiceScore.Mass(likelihoods, [0, 1]), 12);
        Assert.Equal(0.5, ChoiceScore.Mass([.. likelihoods.Select(l => l with { LogProbability = l.LogProbability - 2000 })], [0, 1]), 9);
    }

    [Fact]
    public void Text_DividesSumsBySums()
    {
        // 8 bits over 4 bytes and 2 bits over 2 bytes: 10 bits over 6 bytes, not the mean of 2 and 1.
        var both = new TextLikelihood(-8 * Math.Log(2), 4, 2) + new TextLikelihood(-2 * Math.Log(2), 2, 1);
        Assert.Equal(10.0 / 6, both.BitsPerByte, 12);
        Assert.Equal(Math.Pow(2, 10.0 / 6), both.BytePerplexity, 12);
        Assert.Equal(Math.Pow(2, 10.0 / 3), both.WordPerplexity, 12);
    }

    // lm-evaluation-harness: acc_norm divides by Python's len(choice), which counts code points; by bytes the second would win.
    [Fact]
    public void CharacterNormalised_CountsCodePointsAsTheHarnessDoes()
    {
        var scores = ChoiceScore.Score(["🐸🐸", "abcd"], [new(-3, 2), new(-5.9, 1)], [1]);
        Assert.Equal((1.0, 0.0), (scores["acc_norm"], scores["acc_bytes"]));
    }

    // re.split(r"\s+", text): an empty piece at either end is a piece.
    [Theory]
    [InlineData("one", 1)]
    [InlineData("one  two\nthree", 3)]
    [InlineData(" one two\n", 4)]
    [InlineData("", 1)]
    public void Words_AreCountedAsTheHarnessDoes(string text, long words) => Assert.Equal(words, TextLikelihood.WordsOf(text));
}
