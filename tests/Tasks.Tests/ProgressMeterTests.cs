using Microsoft.Extensions.Time.Testing;
using Onebox.Api.Tasks;
using Onebox.Tasks.Running;

namespace Onebox.Tasks.Tests;

public sealed class ProgressMeterTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<TaskProgress> _published = [];
    private readonly ProgressMeter _meter;

    public ProgressMeterTests() => _meter = new ProgressMeter(_clock, _published.Add);

    [Fact]
    public void Report_SteadyWork_TellsRateAndRest()
    {
        _meter.Step("copying", "bytes", 1000, 0);
        for (var i = 1; i <= 4; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _meter.Report(i * 100);
        }

        Assert.Equal(100, _published[^1].RatePerSecond!.Value, 1);
        Assert.Equal(6, _published[^1].RemainingSeconds!.Value, 1);
        Assert.Equal(0.4, _published[^1].Fraction!.Value, 3);
    }

    [Fact]
    public void Report_ManyTimes_PublishesFiveASecond()
    {
        _meter.Step("copying", "bytes", 1_000_000, 0);
        for (var i = 0; i < 10_000; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(0.1));
            _meter.Report(i);
        }

        Assert.InRange(_published.Count, 4, 7);
    }

    [Fact]
    public void Report_FasterThanBefore_ForgetsTheSlowBeginning()
    {
        _meter.Step("copying", "bytes", null, 0);
        for (var i = 1; i <= 20; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _meter.Report(i);
        }

        for (var i = 1; i <= 11; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _meter.Report(20 + (i * 1000));
        }

        Assert.Equal(1000, _published[^1].RatePerSecond!.Value, 1.0);
        Assert.Null(_published[^1].RemainingSeconds);
    }
}
