using Onebox.Knowledge.Evaluating;

namespace Onebox.Knowledge.Tests.Evaluating;

public sealed class PairedChangeTests
{
    /// <summary>Against printed tables of Student's t.</summary>
    [Theory]
    [InlineData(4, 2.776)]
    [InlineData(9, 2.262)]
    [InlineData(30, 2.042)]
    [InlineData(1000, 1.962)]
    public void Quantile_IsAsInTheTables(int degrees, double quantile) => Assert.Equal(quantile, PairedChange.Quantile(degrees), 0.01);

    [Fact]
    public void Of_DifferencesAllOneWay_LeavesOutZero()
    {
        var change = PairedChange.Of("f1", [0.3, 0.2, 0.4, 0.3, 0.3])!;
        // A standard deviation of 0.0707 over five: 0.0316, times 2.776.
        Assert.Equal((0.3, 0.212, 0.388, 5), (Math.Round(change.Mean, 3), Math.Round(change.Low, 3), Math.Round(change.High, 3), change.Questions));
    }

    [Fact]
    public void Of_DifferencesBothWays_HoldsZero()
    {
        var change = PairedChange.Of("ndcg", [0.5, -0.5, 0.4, -0.3, 0, 0.1])!;
        Assert.True(change is { Low: < 0, High: > 0 });
    }

    [Fact]
    public void Of_TooFew_SaysNothing() => Assert.Null(PairedChange.Of("f1", [0.3, 0.3, 0.3, 0.3]));
}
