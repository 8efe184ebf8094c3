using System.Globalization;
using Onebox.Pool.Inventory;

namespace Onebox.Pool.Confining;

/// <summary>
/// cgroup v2: one hierarchy (https://docs.kernel.org/admin-guide/cgroup-v2.html). Below our own, delegated folder: <c>host</c>, into which the host
/// moves (a folder that passes controllers on may hold no process of its own), and <c>workers/ID</c>.
/// </summary>
internal sealed class CgroupV2 : IConfinement
{
    private const int CpuPeriodMicroseconds = 100_000;

    private static readonly string[] Controllers = ["memory", "cpu", "pids"];

    private readonly string _workers;
    private readonly IReadOnlyList<string> _controllers;

    private CgroupV2(string workers, IReadOnlyList<string> controllers)
    {
        _workers = workers;
        _controllers = controllers;
    }

    public string Description => $"cgroup v2 ({string.Join(", ", _controllers)})";

    /// <param name="why">What was in the way, when the result is null.</param>
    public static CgroupV2? TryUse(MachineFiles files, out string why)
    {
        why = "no cgroup hierarchy is mounted";
        if (OwnCgroup.V2(files) is not { } own) return null;
        var offered = (files.Text($"{own}/cgroup.controllers") ?? "").Split(' ').Intersect(Controllers, StringComparer.Ordinal).ToList();
        why = $"the cgroup {own} offers no memory controller";
        if (!offered.Contains("memory")) return null;
        try
        {
            // Only the true root of the hierarchy has no type, and it alone may hold processes beside folders.
            if (files.Exists($"{own}/cgroup.type") && !MoveHost(files, own))
            {
                why = $"the cgroup {own} holds processes that are not ours; start the host in one of its own (systemd: Delegate=yes)";
                return null;
            }

            var workers = files.At($"{own}/workers");
            Directory.CreateDirectory(workers);
            var passOn = string.Join(' ', offered.Select(c => $"+{c}"));
            File.WriteAllText(files.At($"{own}/cgroup.subtree_control"), passOn);
            File.WriteAllText(Path.Combine(workers, "cgroup.subtree_control"), passOn);
            return new CgroupV2(workers, offered);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            why = $"the cgroup {own} cannot be written ({error.Message}); start the host in one of its own (systemd: Delegate=yes)";
            return null;
        }
    }

    private static bool MoveHost(MachineFiles files, string own)
    {
        var session = ProcessTable.ReadOne(files, Environment.ProcessId)?.Session;
        var members = files.Lines($"{own}/cgroup.procs").Select(l => int.TryParse(l, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0).ToList();
        if (members.Exists(id => ProcessTable.ReadOne(files, id) is { } member && member.Session != session)) return false;
        Directory.CreateDirectory(files.At($"{own}/host"));
        foreach (var id in members) File.WriteAllText(files.At($"{own}/host/cgroup.procs"), id.ToString(CultureInfo.InvariantCulture));
        return true;
    }

    public WorkerCgroup Create(string workerId, WorkerLimits limits)
    {
        var folder = Path.Combine(_workers, workerId);
        Directory.CreateDirectory(folder);
        if (limits.MemoryBytes is { } bytes)
        {
            Write(folder, "memory.max", bytes.ToString(CultureInfo.InvariantCulture));
            if (File.Exists(Path.Combine(folder, "memory.swap.max"))) Write(folder, "memory.swap.max", "0");
            // A worker is whole or gone: its children do not outlive it at the limit.
            if (File.Exists(Path.Combine(folder, "memory.oom.group"))) Write(folder, "memory.oom.group", "1");
        }

        if (limits.CpuCores is { } cores && _controllers.Contains("cpu"))
        {
            Write(folder, "cpu.max", string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1000, (long)(cores * CpuPeriodMicroseconds))} {CpuPeriodMicroseconds}"));
        }

        if (_controllers.Contains("pids")) Write(folder, "pids.max", limits.MaxProcesses.ToString(CultureInfo.InvariantCulture));
        return new WorkerCgroup([folder]);
    }

    private static void Write(string folder, string file, string value) => File.WriteAllText(Path.Combine(folder, file), value);
}
