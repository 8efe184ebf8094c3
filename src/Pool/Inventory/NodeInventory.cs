using System.Globalization;
using Microsoft.Extensions.Options;
using Onebox.Api.Pool;
using Onebox.Pool.Confining;
using Onebox.Pool.Running;

namespace Onebox.Pool.Inventory;

/// <summary>Asks every source in one go and keeps the answer for a second, so that many askers cost one look.</summary>
internal sealed class NodeInventory(
    NodeIdentity identity,
    MachineFiles files,
    IEnumerable<IDeviceSource> sources,
    WorkerTable workers,
    IConfinement confinement,
    IOptions<PoolOptions> options,
    TimeProvider clock) : INodeInventory, IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private NodeReading? _last;
    private long _lastAt;
    private Dictionary<int, long> _lastCpuTicks = [];

    public async ValueTask<NodeReading> ReadAsync(bool fresh, CancellationToken cancellation = default)
    {
        if (!fresh && _last is { } known && clock.GetElapsedTime(_lastAt) < options.Value.ReadingAge) return known;
        await _one.WaitAsync(cancellation);
        try
        {
            if (!fresh && _last is { } justRead && clock.GetElapsedTime(_lastAt) < options.Value.ReadingAge) return justRead;
            // A dead mount or a busy driver may block: never on the caller's thread.
            var reading = await Task.Run(Read, cancellation);
            _last = reading;
            _lastAt = clock.GetTimestamp();
            return reading;
        }
        finally
        {
            _one.Release();
        }
    }

    private NodeReading Read()
    {
        var since = _last is null ? (TimeSpan?)null : clock.GetElapsedTime(_lastAt);
        var running = workers.Running().ToDictionary(w => w.Session);
        var moment = new Moment(identity.Id, ProcessTable.Read(files), running);
        return new NodeReading(
            new NodeInfo
            {
                Id = identity.Id,
                Name = identity.Name,
                OperatingSystem = OperatingSystemName(),
                Kernel = files.Text("/proc/sys/kernel/osrelease") ?? "unknown",
                LoadAverage = double.TryParse(files.Text("/proc/loadavg")?.Split(' ')[0], CultureInfo.InvariantCulture, out var load) ? load : 0,
                Confinement = confinement.Description,
                Devices = [],
            },
            [.. sources.SelectMany(s => s.Read(moment))],
            Use(moment, since));
    }

    private Dictionary<string, WorkerUse> Use(Moment moment, TimeSpan? since)
    {
        var use = new Dictionary<string, WorkerUse>(StringComparer.Ordinal);
        var ticks = new Dictionary<int, long>();
        foreach (var processes in moment.Processes.All.GroupBy(p => p.Session))
        {
            if (!moment.Workers.TryGetValue(processes.Key, out var worker)) continue;
            ticks[processes.Key] = processes.Sum(p => p.CpuTicks);
            double? cores = since is { TotalSeconds: > 0 } passed && _lastCpuTicks.TryGetValue(processes.Key, out var before)
                ? Math.Max(0, ticks[processes.Key] - before) / ProcessTable.TicksPerSecond / passed.TotalSeconds
                : null;
            use[worker.WorkerId] = new WorkerUse(processes.Sum(p => p.ResidentBytes), cores);
        }

        _lastCpuTicks = ticks;
        return use;
    }

    private string OperatingSystemName() =>
        files.Lines("/etc/os-release").FirstOrDefault(l => l.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))?["PRETTY_NAME=".Length..].Trim('"') ?? "Linux";

    public void Dispose() => _one.Dispose();
}
