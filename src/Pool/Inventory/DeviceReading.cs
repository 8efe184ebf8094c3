using System.Security.Cryptography;
using System.Text;
using Onebox.Api.Pool;
using Onebox.Pool.Running;

namespace Onebox.Pool.Inventory;

/// <summary>A device as it is now, before leases are counted.</summary>
/// <param name="Info">With totals and use; without leases and free bytes.</param>
internal sealed record DeviceReading(DeviceInfo Info)
{
    /// <summary>Memory that no lease may have: held by others, or kept back.</summary>
    public long ForeignBytes { get; init; }

    /// <summary>What workers of ours hold, by lease.</summary>
    public IReadOnlyDictionary<string, long> HeldByLease { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    public double? BandwidthBytesPerSecond { get; init; }
}

/// <summary>A kind of device that this machine may have.</summary>
internal interface IDeviceSource
{
    IReadOnlyList<DeviceReading> Read(Moment moment);
}

/// <summary>What every source looks at in one reading.</summary>
/// <param name="Workers">The processes of ours that run, by session.</param>
internal sealed record Moment(string NodeId, ProcessTable Processes, IReadOnlyDictionary<int, RunningWorker> Workers)
{
    public RunningWorker? WorkerOf(RunningProcess process) => Workers.GetValueOrDefault(process.Session);

    /// <summary>The same device has the same id after every restart.</summary>
    public string DeviceId(string kind, string hardwareKey)
    {
        const string alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{NodeId}/{kind}/{hardwareKey}"));
        return "dev_" + string.Concat(hash.Take(26).Select(b => alphabet[b & 31]));
    }
}
