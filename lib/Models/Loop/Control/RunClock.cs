namespace Onebox.Models.Loop;

/// <summary>Where the time of a step goes.</summary>
internal sealed class RunClock(TimeProvider time)
{
    // The estimate follows the last ten steps or so.
    private const double Follow = 0.1;
    private long _begin;
    private long? _last;
    private TimeSpan _data;
    private double _usual;

    /// <summary>Operations a second that are reached in plain products; 0: not measured.</summary>
    public double PeakFlops { get; set; }

    public TimeSpan Elapsed => time.GetElapsedTime(_begin);

    public void Begin() => _begin = time.GetTimestamp();

    public void DataCame() => _data = time.GetElapsedTime(_begin);

    /// <summary>From the end of the step before, so that no wait goes missing but validations and pauses.</summary>
    public StepFinished End(RunState run, StepGradient gradient, double rate, double epoch, TimeSpan stall)
    {
        var took = time.GetElapsedTime(_begin) + stall;
        var seconds = Math.Max(took.TotalSeconds, 1e-9);
        _usual = _last is null ? seconds : _usual + (Follow * (seconds - _usual));
        _last = run.Step;
        return new StepFinished(
            run.Step,
            run.TotalSteps,
            run.Tokens,
            epoch,
            gradient.Loss,
            rate,
            gradient.Norm,
            gradient.Tokens / seconds,
            PeakFlops > 0 ? gradient.Flops / seconds / PeakFlops : 0,
            took,
            _data,
            stall,
            TimeSpan.FromSeconds(Math.Min(_usual * (run.TotalSteps - run.Step), TimeSpan.MaxValue.TotalSeconds / 2)))
        {
            PreferenceAccuracy = gradient.Preferred,
        };
    }
}
