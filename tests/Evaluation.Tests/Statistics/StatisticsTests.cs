using CsCheck;
using Onebox.Evaluation.Statistics;

namespace Onebox.Evaluation.Tests.Statistics;

public sealed class StatisticsTests
{
    [Fact]
    public void Estimate_OfRightAndWrong_HasTheSampleErrorAndWilsonsInterval()
    {
        // 7 of 10: s² = 10/9 · 0.21, error √(0.21/9); Wilson's 95 % interval 0.3968 to 0.8922 (Newcombe 1998's method 3).
        var estimate = Estimate.Of([1, 1, 1, 1, 1, 1, 1, 0, 0, 0]);
        Assert.Equal(0.7, estimate.Mean, 12);
        Assert.Equal(Math.Sqrt(0.21 / 9), estimate.StandardError, 12);
        Assert.Equal(0.39677, estimate.Low, 4);
        Assert.Equal(0.89221, estimate.High, 4);
    }

    [Fact]
    public void Estimate_OfOtherScores_IsNormal()
    {
        // 1, 2, 3: mean 2, s = 1, error 1/√3.
        var estimate = Estimate.Of([1, 2, 3]);
        Assert.Equal(1 / Math.Sqrt(3), estimate.StandardError, 12);
        Assert.Equal(2 - (1.959963984540054 / Math.Sqrt(3)), estimate.Low, 12);
        Assert.Equal(0, Estimate.Of([]).Count);
    }

    [Theory]
    // Twice the binomial's tail: 2·(1+10+45)/1024; both sides alike: 1; none: 1.
    [InlineData(8, 2, "exact", 112.0 / 1024)]
    [InlineData(2, 8, "exact", 112.0 / 1024)]
    [InlineData(5, 5, "exact", 1)]
    [InlineData(0, 0, "exact", 1)]
    [InlineData(6, 0, "exact", 2.0 / 64)]
    public void McNemar_OfFewPairs_IsExact(int better, int worse, string method, double p)
    {
        var test = McNemar.Of(better, worse);
        Assert.Equal(method, test.Method);
        Assert.Equal(p, test.PValue, 12);
    }

    [Fact]
    public void McNemar_OfManyPairs_IsChiSquaredWithEdwardsCorrection()
    {
        // (|59-6|-1)²/65 = 41.6: P(χ²₁ ≥ 41.6) = 1.12e-10.
        var test = McNemar.Of(59, 6);
        Assert.Equal("chi-squared", test.Method);
        Assert.InRange(test.PValue, 1.0e-10, 1.25e-10);
    }

    [Theory]
    // Table values of the chi-squared distribution with one degree of freedom.
    [InlineData(0.0157908, 0.90)]
    [InlineData(0.4549364, 0.50)]
    [InlineData(2.7055435, 0.10)]
    [InlineData(3.8414588, 0.05)]
    [InlineData(6.6348966, 0.01)]
    [InlineData(10.827566, 0.001)]
    public void ChiSquared_UpperTail_IsTheTables(double x, double p) => Assert.Equal(p, ChiSquared.UpperTail1(x), 6);

    [Fact]
    public void Bootstrap_OfTheSameSeed_IsTheSame()
    {
        double[] differences = [1, 0, 0, 1, -1, 1, 0, 0, 1, 0];
        var first = PairedBootstrap.Of(differences, 7);
        Assert.Equal(first, PairedBootstrap.Of(differences, 7));
        Assert.NotEqual(first, PairedBootstrap.Of(differences, 8));
        Assert.Equal(0.3, first.Difference, 12);
        // The bootstrap's error is the sample's with n instead of n-1: √(0.41/10).
        Assert.InRange(first.StandardError, 0.19, 0.215);
        Assert.True(first.Low < 0.3 && first.High > 0.3);
    }

    [Fact]
    public void Bootstrap_OfAClearLead_IsSignificantAndOfNoneIsNot()
    {
        Assert.True(PairedBootstrap.Of([.. Enumerable.Repeat(1.0, 30), .. Enumerable.Repeat(0.0, 30)], 1).PValue < 0.001);
        Assert.True(PairedBootstrap.Of([.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? 1.0 : -1.0)], 1).PValue > 0.5);
        // However large they are, one or two differences are no lead.
        Assert.Equal((1.0, 0.5), (PairedBootstrap.Of([0.9], 1).PValue, PairedBootstrap.Of([0.9, 0.8], 1).PValue));
    }

    [Fact]
    public void Bootstrap_Intervals_HoldTheDifferenceAndAreOrdered() =>
        Gen.Double[-1, 1].Array[2, 40].Sample(differences =>
        {
            var bootstrap = PairedBootstrap.Of(differences, 3, draws: 400);
            return bootstrap.Low <= bootstrap.High && bootstrap.PValue is > 0 and <= 1 && Math.Abs(bootstrap.Difference - differences.Average()) < 1e-9;
        });
}
