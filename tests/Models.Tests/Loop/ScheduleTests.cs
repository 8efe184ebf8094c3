using Onebox.Models.Loop;

namespace Onebox.Models.Tests.Loop;

public sealed class ScheduleTests
{
    private static readonly TrainingSettings Settings = LoopSetup.Settings with { LearningRate = 1, FinalRate = 0.1, DecayShare = 0.2 };

    [Theory]
    [InlineData(RateSchedule.Cosine)]
    [InlineData(RateSchedule.Linear)]
    [InlineData(RateSchedule.Wsd)]
    [InlineData(RateSchedule.Constant)]
    public void Rate_WarmUp_RisesToTheHighestAndNeverAbove(RateSchedule schedule)
    {
        var rates = Rates(schedule, 1000, 30);
        Assert.Equal(1.0 / 30, rates[0], 1e-12);
        Assert.Equal(1, rates[29], 1e-12);
        Assert.All(rates, r => Assert.InRange(r, 0, 1));
        for (var i = 31; i < 1000; i++) Assert.True(rates[i] <= rates[i - 1]);
    }

    [Fact]
    public void Rate_Cosine_IsHalfwayInTheMiddle() => Assert.Equal(0.55, LearningRate.At(Settings with { Schedule = RateSchedule.Cosine }, 500, 1000, 0), 1e-9);

    [Fact]
    public void Rate_Linear_IsHalfwayInTheMiddle() => Assert.Equal(0.55, LearningRate.At(Settings with { Schedule = RateSchedule.Linear }, 500, 1000, 0), 1e-9);

    [Fact]
    public void Rate_Wsd_IsFlatUntilItsLastShare()
    {
        var rates = Rates(RateSchedule.Wsd, 1000, 0);
        Assert.All(rates.Take(801), r => Assert.Equal(1, r));
        Assert.Equal(0.1 + (0.9 * (1 - Math.Sqrt(0.5))), rates[900], 1e-9);
        Assert.InRange(rates[999], 0.1, 0.11);
    }

    [Fact]
    public void Warmup_NotGiven_IsThreeInAHundred() => Assert.Equal(30, LearningRate.WarmupOf(Settings, 1000));

    private static double[] Rates(RateSchedule schedule, int total, int warmup) =>
        [.. Enumerable.Range(0, total).Select(step => LearningRate.At(Settings with { Schedule = schedule }, step, total, warmup))];
}
