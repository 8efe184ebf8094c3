using CsCheck;
using Onebox.Datasets.Checking;

namespace Onebox.Datasets.Tests.Checking;

public sealed class LengthsTests
{
    [Fact]
    public void ToStatistics_OfAnyLengths_AreThoseOfTheSortedLengths() => Gen.Int[0, 3000].Array[1, 300].Sample(lengths =>
    {
        var counted = new Lengths();
        foreach (var length in lengths) counted.Add(length);
        var statistics = counted.ToStatistics();
        Array.Sort(lengths);
        Assert.Equal((lengths[0], lengths[^1], lengths.Sum()), (statistics.Min, statistics.Max, statistics.Total));
        Assert.Equal(Math.Round(lengths.Average(), 1), statistics.Mean);
        Assert.Equal((At(0.5), At(0.9), At(0.99)), (statistics.Median, statistics.P90, statistics.P99));
        Assert.Equal(lengths.Length, statistics.Histogram.Sum(b => b.Rows));
        Assert.All(statistics.Histogram, bar => Assert.Equal(lengths.Count(l => l >= bar.From && l < bar.To), bar.Rows));

        long At(double share) => lengths[(int)Math.Ceiling(share * lengths.Length) - 1];
    });

    [Fact]
    public void ToStatistics_OfNothing_IsNothing() => Assert.Equal((0L, 0L, 0), (new Lengths().ToStatistics() is { } none ? (none.Total, none.Max, none.Histogram.Count) : default));
}
