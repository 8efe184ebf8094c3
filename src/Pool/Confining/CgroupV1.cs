using System.Globalization;
using Onebox.Pool.Inventory;

namespace Onebox.Pool.Confining;

/// <summary>
/// cgroup v1: a hierarchy for each controller (https://docs.kernel.org/admin-guide/cgroup-v1/). A worker gets <c>onebox-BOX/ID</c> below our own folder in
/// each hierarchy that we may write.
/// </summary>
internal sealed class CgroupV1 : IConfinement, IDisposable
{
    private const int NvidiaMajor = 195;
    private const int NvidiaControl = 255;
    private const int CpuPeriodMicroseconds = 100_000;

    private readonly Dictionary<string, string> _parents;
    private readonly bool _hasGpus;

    private CgroupV1(Dictionary<string, string> parents, bool hasGpus)
    {
        _parents = parents;
        _hasGpus = hasGpus;
    }

    public string Description => $"cgroup v1 ({string.Join(", ", _parents.Keys)})";

    /// <summary>Null where the memory controller is not ours to use: without it the lease means nothing.</summary>
    /// <param name="name">Of the folder for all workers of this box.</param>
    public static CgroupV1? TryUse(MachineFiles files, string name)
    {
        var hasGpus = files.Lines("/proc/devices").Any(l => l.TrimStart().StartsWith($"{NvidiaMajor} nvidia", StringComparison.Ordinal));
        var parents = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] controllers = hasGpus ? ["memory", "cpu", "pids", "devices"] : ["memory", "cpu", "pids"];
        foreach (var controller in controllers)
        {
            if (OwnCgroup.V1(files, controller) is not { } own) continue;
            var parent = files.At($"{own}/{name}");
            try
            {
                Directory.CreateDirectory(parent);
                parents[controller] = parent;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Not ours to write: go on with the controllers that are.
            }
        }

        return parents.ContainsKey("memory") ? new CgroupV1(parents, hasGpus) : null;
    }

    public WorkerCgroup Create(string workerId, WorkerLimits limits)
    {
        List<string> folders = [];
        foreach (var (controller, parent) in _parents)
        {
            var folder = Path.Combine(parent, workerId);
            Directory.CreateDirectory(folder);
            folders.Add(folder);
            switch (controller)
            {
                case "memory" when limits.MemoryBytes is { } bytes:
                    Write(folder, "memory.limit_in_bytes", bytes);
                    // Memory and swap together: the same limit leaves no swap. Absent on kernels without swap accounting.
                    if (File.Exists(Path.Combine(folder, "memory.memsw.limit_in_bytes"))) Write(folder, "memory.memsw.limit_in_bytes", bytes);
                    break;
                case "cpu" when limits.CpuCores is { } cores && File.Exists(Path.Combine(folder, "cpu.cfs_quota_us")):
                    Write(folder, "cpu.cfs_period_us", CpuPeriodMicroseconds);
                    Write(folder, "cpu.cfs_quota_us", Math.Max(1000, (long)(cores * CpuPeriodMicroseconds)));
                    break;
                case "pids":
                    Write(folder, "pids.max", limits.MaxProcesses);
                    break;
                case "devices" when _hasGpus:
                    AllowGpus(folder, limits.GpuMinors);
                    break;
            }
        }

        return new WorkerCgroup(folders);
    }

    /// <summary>Takes the folder for all workers away at the host's end.</summary>
    public void Dispose()
    {
        foreach (var parent in _parents.Values)
        {
            try
            {
                Directory.Delete(parent);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // A worker that cannot be killed still holds it: the next host clears it away.
            }
        }
    }

    private static void AllowGpus(string folder, IReadOnlyList<int> minors)
    {
        File.WriteAllText(Path.Combine(folder, "devices.deny"), $"c {NvidiaMajor}:* rwm");
        if (minors.Count == 0) return;
        foreach (var minor in minors.Append(NvidiaControl)) File.WriteAllText(Path.Combine(folder, "devices.allow"), string.Create(CultureInfo.InvariantCulture, $"c {NvidiaMajor}:{minor} rwm"));
    }

    private static void Write(string folder, string file, long value) => File.WriteAllText(Path.Combine(folder, file), value.ToString(CultureInfo.InvariantCulture));
}
