using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Onebox.Kernel.Files;
using Onebox.Pool.Confining;
using Onebox.Pool.Inventory;
using Onebox.Pool.Store;

namespace Onebox.Pool.Running;

/// <summary>
/// Before anything new starts, ends what a host that was killed has left behind: worker processes with all their children, cgroups, folders, and the
/// leases that went with them.
/// </summary>
internal sealed partial class Leftovers(DataFolder data, MachineFiles files, NodeIdentity node, LeaseStore leases, TimeProvider clock, ILogger<Leftovers> log) : IHostedLifecycleService
{
    private const int Rounds = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when nothing is left of an earlier host.</summary>
    public Task Ended => _ended.Task;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await EndWorkersAsync();
            var dropped = await leases.RemoveOfNodeAsync(node.Id, cancellationToken);
            if (dropped > 0) LeasesDropped(dropped);
            _ended.TrySetResult();
        }
        catch (Exception error)
        {
            _ended.TrySetException(error);
            throw;
        }
    }

    private async Task EndWorkersAsync()
    {
        var parent = WorkerFolder.Parent(data);
        if (!Directory.Exists(parent)) return;
        var traces = Directory.EnumerateDirectories(parent).Select(folder => (Folder: folder, Trace: ReadTrace(folder))).ToList();
        var table = ProcessTable.Read(files);
        var boot = WorkerLaunch.BootId(files);
        var ids = traces.Select(t => Path.GetFileName(t.Folder)).ToHashSet(StringComparer.Ordinal);
        var leaders = traces.Select(t => t.Trace).OfType<WorkerTrace>()
            .Where(t => t.ProcessId > 0 && t.BootId == boot && table.Find(t.ProcessId)?.StartTicks == t.StartTicks)
            .Select(t => t.ProcessId).ToHashSet();
        // Ours is the very process that was noted, whatever is in its session, and whoever bears the id of one of our workers. A process that merely
        // got the same number is none of these.
        var ours = table.All.Where(p => leaders.Contains(p.Id) || leaders.Contains(p.Session) || (WorkerIdOf(p) is { } id && ids.Contains(id))).ToList();
        foreach (var process in ours.Where(p => !p.IsZombie)) LeftoverFound(process.Id, process.Command);
        await EndAsync(ours, files, clock);
        foreach (var (folder, trace) in traces)
        {
            if (trace is { Cgroups.Count: > 0 } && !await new WorkerCgroup(trace.Cgroups).RemoveAsync(clock)) CgroupStays(string.Join(' ', trace.Cgroups));
            WorkerFolder.Remove(folder, trace?.SocketPath);
        }
    }

    /// <summary>Kills the processes and waits until each is gone (or waits to be noticed by its parent).</summary>
    internal static async Task EndAsync(IEnumerable<RunningProcess> processes, MachineFiles files, TimeProvider clock)
    {
        var left = processes.ToList();
        for (var round = 0; round < Rounds; round++)
        {
            left = [.. left.Where(p => ProcessTable.ReadOne(files, p.Id) is { IsZombie: false } now && now.StartTicks == p.StartTicks)];
            if (left.Count == 0) return;
            foreach (var process in left) Signals.Send(process.Id, Signals.Kill);
            await Task.Delay(Pause, clock);
        }
    }

    private string? WorkerIdOf(RunningProcess process)
    {
        const string name = WorkerEnvironment.WorkerId + "=";
        return files.Text($"/proc/{process.Id}/environ")?.Split('\0').FirstOrDefault(v => v.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
    }

    private static WorkerTrace? ReadTrace(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, WorkerFolder.ProcessFile)), WorkerFolderJson.Default.WorkerTrace);
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            // The host ended before it wrote it: the worker's environment still tells whose it is.
            return null;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ending process {ProcessId} ({Command}): a worker that an earlier host left behind")]
    private partial void LeftoverFound(int processId, string command);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A process does not let go of the cgroups {Folders}; they stay behind")]
    private partial void CgroupStays(string folders);

    [LoggerMessage(Level = LogLevel.Information, Message = "Dropped {Count} leases of an earlier host")]
    private partial void LeasesDropped(int count);
}
