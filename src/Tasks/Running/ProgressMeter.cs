using Onebox.Api.Tasks;

namespace Onebox.Tasks.Running;

/// <summary>Measures a step's rate over the last seconds and estimates what remains; passes on at most five readings a second.</summary>
internal sealed class ProgressMeter(TimeProvider clock, Action<TaskProgress> publish)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PublishEvery = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly Queue<(long At, double Done)> _samples = new();
    private string _step = "starting";
    private string _unit = "steps";
    private double? _total;
    private double _done;
    private long _publishedAt;

    public void Step(string step, string unit, double? total, double done)
    {
        TaskProgress reading;
        lock (_lock)
        {
            (_step, _unit, _total, _done) = (step, unit, total, done);
            _samples.Clear();
            _samples.Enqueue((clock.GetTimestamp(), done));
            _publishedAt = clock.GetTimestamp();
            reading = Read();
        }

        publish(reading);
    }

    public void Report(double done, double? total = null)
    {
        TaskProgress reading;
        lock (_lock)
        {
            _done = done;
            _total = total ?? _total;
            var now = clock.GetTimestamp();
            if (clock.GetElapsedTime(_publishedAt, now) < PublishEvery) return;
            _samples.Enqueue((now, done));
            while (_samples.Count > 2 && clock.GetElapsedTime(_samples.Peek().At, now) > Window) _samples.Dequeue();
            _publishedAt = now;
            reading = Read();
        }

        publish(reading);
    }

    public TaskProgress Current
    {
        get { lock (_lock) return Read(); }
    }

    private TaskProgress Read()
    {
        double? rate = null;
        if (_samples.TryPeek(out var oldest))
        {
            var seconds = clock.GetElapsedTime(oldest.At).TotalSeconds;
            if (seconds >= 0.2 && _done > oldest.Done) rate = (_done - oldest.Done) / seconds;
        }

        var remaining = rate is > 0 && _total is { } total ? Math.Max(0, (total - _done) / rate.Value) : (double?)null;
        return new TaskProgress(_step, _done, _total, _unit, rate, remaining);
    }
}
