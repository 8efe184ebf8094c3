namespace Onebox.Pool.Running;

/// <summary>How long to wait before a crashed worker is started again, and when to give it up.</summary>
internal sealed class BackOff(PoolOptions options)
{
    private int _crashes;

    /// <summary>Crashes in a row.</summary>
    public int Crashes => _crashes;

    /// <param name="answeredFor">How long the worker had answered before it crashed; zero when it never did.</param>
    /// <returns>Null: give it up.</returns>
    public TimeSpan? Next(TimeSpan answeredFor)
    {
        if (answeredFor >= options.HealthyAfter) _crashes = 0;
        _crashes++;
        if (_crashes >= options.GiveUpAfter) return null;
        var doublings = Math.Min(_crashes - 1, 30);
        return TimeSpan.FromTicks((long)Math.Min(options.FirstBackOff.Ticks * Math.Pow(2, doublings), options.LongestBackOff.Ticks));
    }
}
