using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Onebox.Kernel.Files;
using Onebox.Pool.Confining;
using Onebox.Pool.Inventory;

namespace Onebox.Pool.Running;

/// <summary>Starts one process of a worker: in its cgroup before its first instruction, in a session of its own, with its own environment.</summary>
internal sealed class WorkerLaunch(DataFolder data, MachineFiles files, INodeInventory inventory, IConfinement confinement, IOptions<PoolOptions> options, TimeProvider clock, ILogger<WorkerLaunch> log)
{
    /// <summary>
    /// The shell enters the cgroups and then becomes the worker, so the .NET runtime already sees its limits when it sizes its heap. A worker is the
    /// first to go when the machine runs out of memory. What it prints to stdout goes where its log goes. See ADR 0071.
    /// </summary>
    private const string Script =
        """
        while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs" || exit 125; shift; done; shift
        echo 500 2>/dev/null > /proc/$$/oom_score_adj
        exec setsid "$@" >&2
        """;

    public WorkerFolder MakeFolder(string workerId) => WorkerFolder.Make(data, workerId);

    /// <exception cref="Kernel.ProblemException"><c>worker.not_started</c>.</exception>
    public async Task<WorkerRun> StartAsync(string workerId, WorkerSpec spec, WorkerFolder folder)
    {
        var cores = spec.Lease.Slices.Where(s => s.DeviceKind == DeviceKinds.Cpu).Sum(s => s.Compute);
        var memory = spec.Lease.Slices.Where(s => s.DeviceKind == DeviceKinds.Memory).Sum(s => s.Bytes);
        var gpus = await GpusAsync(spec.Lease);
        var limits = new WorkerLimits(memory > 0 ? memory + options.Value.MemoryHeadroomBytes : null, cores > 0 ? cores : null, options.Value.MaxProcesses, gpus.Minors);
        var threads = cores > 0 ? cores : Environment.ProcessorCount;

        WorkerCgroup? cgroup = null;
        try
        {
            folder.RemoveSocket();
            folder.WriteSettings(new WorkerSettings(workerId, spec.Kind, folder.SocketPath, spec.Lease.Slices, threads, memory, spec.Settings));
            cgroup = confinement.Create(workerId, limits);
            var trace = new WorkerTrace(workerId, 0, 0, BootId(files), folder.SocketPath, cgroup?.Folders ?? []);
            folder.WriteProcess(trace);
            var process = Start(workerId, spec, folder, cgroup, WorkerEnvironment.For(workerId, threads, gpus.Uuids, HostEnvironment()));
            var identity = ProcessTable.ReadOne(files, process.Id);
            folder.WriteProcess(trace with { ProcessId = process.Id, StartTicks = identity?.StartTicks ?? 0 });
            return new WorkerRun(process, identity?.StartTicks ?? 0, cgroup, limits.MemoryBytes, new WorkerOutput(log, workerId, spec.Kind), files, clock);
        }
        catch (Exception error) when (error is Win32Exception or IOException or UnauthorizedAccessException)
        {
            if (cgroup is not null) await cgroup.RemoveAsync(clock);
            throw PoolErrors.NotStarted(spec.Kind, error.Message, error is Win32Exception ? "Check the limits on processes and memory of the user that runs the box." : "Check the space and permissions of the data folder.", error);
        }
    }

    private Process Start(string workerId, WorkerSpec spec, WorkerFolder folder, WorkerCgroup? cgroup, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true, WorkingDirectory = folder.Path };
        string[] words = ["-c", Script, workerId, .. cgroup?.Folders ?? [], "--", .. Command(), "worker", spec.Kind, "--folder", folder.Path];
        foreach (var word in words) start.ArgumentList.Add(word);
        start.Environment.Clear();
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private IEnumerable<string> Command()
    {
        if (options.Value.WorkerCommand.Count > 0) return options.Value.WorkerCommand;
        var self = Environment.ProcessPath ?? throw PoolErrors.NotStarted("any", "the path of this program is unknown", "Set Onebox:Pool:WorkerCommand.");
        // Run as `dotnet onebox-host.dll`, the program is an argument.
        return Path.GetFileNameWithoutExtension(self) == "dotnet" && Assembly.GetEntryAssembly() is { Location.Length: > 0 } entry ? [self, entry.Location] : [self];
    }

    private async Task<(IReadOnlyList<string> Uuids, IReadOnlyList<int> Minors)> GpusAsync(Lease lease)
    {
        var ids = lease.Slices.Where(s => s.DeviceKind == DeviceKinds.Gpu).Select(s => s.DeviceId).ToList();
        if (ids.Count == 0) return ([], []);
        var node = await inventory.ReadAsync(fresh: false);
        // In the order of the lease: rank 0's device comes first.
        var facts = ids.Select(id => node.Devices.FirstOrDefault(d => d.Info.Id == id)?.Info.Facts ?? throw PoolErrors.DeviceUnknown(id)).ToList();
        return ([.. facts.Select(f => f["UUID"])], [.. facts.Select(f => f.GetValueOrDefault("device")).OfType<string>().Select(d => int.Parse(d.AsSpan("/dev/nvidia".Length), System.Globalization.CultureInfo.InvariantCulture))]);
    }

    internal static string BootId(MachineFiles files) => files.Text("/proc/sys/kernel/random/boot_id") ?? "";

    private static IEnumerable<KeyValuePair<string, string?>> HostEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(e => KeyValuePair.Create((string)e.Key, (string?)e.Value));
}
