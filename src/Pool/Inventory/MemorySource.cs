using System.Globalization;
using Microsoft.Extensions.Options;
using Onebox.Api.Pool;
using Onebox.Kernel;
using Onebox.Pool.Confining;

namespace Onebox.Pool.Inventory;

/// <summary>Main memory: the machine's, or what our own cgroup leaves of it.</summary>
/// <remarks>
/// Used is MemTotal less MemAvailable, so page cache that the kernel can drop counts as free. Of that, what belongs to our workers is
/// their private memory; model files that they map are page cache and are covered by their lease instead.
/// </remarks>
internal sealed class MemorySource(MachineFiles files, IOptions<PoolOptions> options) : IDeviceSource
{
    private const int MaxHolders = 8;
    private const long WorthNaming = 64L << 20;

    public IReadOnlyList<DeviceReading> Read(Moment moment)
    {
        var meminfo = MemInfo(files);
        var (total, used, limited) = Totals(meminfo);
        var held = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var process in moment.Processes.All)
        {
            if (moment.WorkerOf(process) is { } worker) held[worker.LeaseId] = held.GetValueOrDefault(worker.LeaseId) + process.PrivateBytes;
        }

        var host = moment.Processes.Find(Environment.ProcessId)?.PrivateBytes ?? 0;
        var foreign = Math.Max(0, used - held.Values.Sum() - host) + Math.Max(host, options.Value.ReservedMemoryBytes);
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kept back for the host"] = Sizes.Text(options.Value.ReservedMemoryBytes),
            ["swap"] = Sizes.Text(meminfo.GetValueOrDefault("SwapTotal")),
        };
        if (meminfo.GetValueOrDefault("HugePages_Total") is > 0 and var pages)
        {
            facts["huge pages"] = string.Create(CultureInfo.InvariantCulture, $"{pages} of {Sizes.Text(meminfo.GetValueOrDefault("Hugepagesize"))}, {meminfo.GetValueOrDefault("HugePages_Free")} free");
        }

        if (limited) facts["limit"] = "by the cgroup that the host runs in";
        return
        [
            new DeviceReading(new DeviceInfo
            {
                Id = moment.DeviceId(DeviceKinds.Memory, "memory"),
                Kind = DeviceKinds.Memory,
                Name = "Main memory",
                TotalBytes = total,
                UsedBytes = used,
                Utilization = total > 0 ? Math.Clamp((double)used / total, 0, 1) : null,
                Facts = facts,
                Holders = [.. moment.Processes.All
                    .Where(p => moment.WorkerOf(p) is null && p.Id != Environment.ProcessId && p.ResidentBytes >= WorthNaming)
                    .OrderByDescending(p => p.ResidentBytes)
                    .Take(MaxHolders)
                    .Select(p => new MemoryHolder(p.Id, p.Command, p.ResidentBytes))],
            })
            {
                ForeignBytes = foreign,
                HeldByLease = held,
            },
        ];
    }

    /// <summary><c>/proc/meminfo</c> in bytes (counts stay counts).</summary>
    internal static Dictionary<string, long> MemInfo(MachineFiles files)
    {
        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in files.Lines("/proc/meminfo"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) continue;
            var words = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0 && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) values[line[..colon]] = words.Length > 1 ? number * 1024 : number;
        }

        return values;
    }

    private (long Total, long Used, bool Limited) Totals(Dictionary<string, long> meminfo)
    {
        var total = meminfo.GetValueOrDefault("MemTotal");
        var used = Math.Max(0, total - meminfo.GetValueOrDefault("MemAvailable"));
        if (OwnCgroup.MemoryLimit(files) is { } own && own.LimitBytes < total && own.LimitBytes - own.UsedBytes < total - used) return (own.LimitBytes, own.UsedBytes, true);
        return (total, used, false);
    }
}
