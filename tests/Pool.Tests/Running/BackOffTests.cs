using Onebox.Pool.Running;

namespace Onebox.Pool.Tests.Running;

public sealed class BackOffTests
{
    [Fact]
    public void BackOff_OfCrashesInARow_DoublesToItsLongestAndGivesUp()
    {
        var backOff = new BackOff(new PoolOptions { GiveUpAfter = 10 });
        var pauses = Enumerable.Range(0, 10).Select(_ => backOff.Next(TimeSpan.FromSeconds(1))?.TotalSeconds).ToList();
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30, 30, null], pauses);
    }

    [Fact]
    public void BackOff_AfterAHealthyMinute_BeginsAnew()
    {
        var backOff = new BackOff(new PoolOptions());
        for (var i = 0; i < 5; i++) backOff.Next(TimeSpan.Zero);
        Assert.Equal(0.5, backOff.Next(TimeSpan.FromSeconds(60))!.Value.TotalSeconds);
        Assert.Equal(1, backOff.Crashes);
    }
}
