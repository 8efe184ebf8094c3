using System.Diagnostics.Metrics;

namespace Onebox.Pool;

/// <summary>The meter <c>Onebox.Pool</c>.</summary>
internal sealed class PoolMetrics
{
    private readonly Counter<long> _started;
    private readonly Counter<long> _crashed;
    private readonly Counter<long> _restarted;
    private readonly Histogram<double> _granting;

    public PoolMetrics(IMeterFactory meters, Running.WorkerTable workers)
    {
        var meter = meters.Create("Onebox.Pool");
        _started = meter.CreateCounter<long>("onebox.worker.starts", "{worker}", "Workers started, restarts not counted");
        _crashed = meter.CreateCounter<long>("onebox.worker.crashes", "{crash}", "Worker processes that ended without being asked to, or could not be started again");
        _restarted = meter.CreateCounter<long>("onebox.worker.restarts", "{restart}", "Workers started again after a crash");
        _granting = meter.CreateHistogram<double>("onebox.lease.duration", "s", "Time to grant or refuse a lease");
        meter.CreateObservableGauge(
            "onebox.worker.count",
            () => workers.Live().GroupBy(w => (w.Kind, w.State)).Select(g => new Measurement<int>(g.Count(), new("kind", g.Key.Kind), new("state", g.Key.State.ToString().ToLowerInvariant()))),
            "{worker}",
            "Workers that live");
    }

    public void Started(string kind) => _started.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void Crashed(string kind, string cause) => _crashed.Add(1, new("kind", kind), new("cause", cause));

    public void Restarted(string kind) => _restarted.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void Asked(TimeSpan took, bool granted) => _granting.Record(took.TotalSeconds, new KeyValuePair<string, object?>("granted", granted));
}
