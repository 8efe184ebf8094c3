using System.Diagnostics;
using Onebox.Pool.Confining;
using Onebox.Pool.Inventory;

namespace Onebox.Pool.Running;

/// <summary>One process of a worker, from its start until nothing of it is left.</summary>
internal sealed class WorkerRun
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly long _startTicks;
    private readonly WorkerCgroup? _cgroup;
    private readonly WorkerOutput _output;
    private readonly MachineFiles _files;
    private readonly TimeProvider _clock;
    private readonly long _oomKillsBefore;

    public WorkerRun(Process process, long startTicks, WorkerCgroup? cgroup, long? memoryLimitBytes, WorkerOutput output, MachineFiles files, TimeProvider clock)
    {
        (_process, _startTicks, _cgroup, _output, _files, _clock) = (process, startTicks, cgroup, output, files, clock);
        ProcessId = process.Id;
        MemoryLimitBytes = memoryLimitBytes;
        _oomKillsBefore = MachineOomKills();
        Exit = WatchAsync();
    }

    public int ProcessId { get; }

    public long? MemoryLimitBytes { get; }

    /// <summary>Completes when the process, its group and its cgroup are gone. Never fails.</summary>
    public Task<WorkerExit> Exit { get; }

    /// <summary>Asks the worker to end: it may tell its children itself.</summary>
    public void Terminate() => Signal(() => Signals.Send(ProcessId, Signals.Terminate));

    public void Kill() => Signal(() =>
    {
        Signals.SendToGroup(ProcessId, Signals.Kill);
        // Before the launching shell has become the worker, it has no group of its own.
        Signals.Send(ProcessId, Signals.Kill);
    });

    /// <summary>The process id may be given to another process once ours is gone: do not signal it then.</summary>
    private void Signal(Action send)
    {
        if (!Exit.IsCompleted && ProcessTable.ReadOne(_files, ProcessId) is { } now && now.StartTicks == _startTicks) send();
    }

    private async Task<WorkerExit> WatchAsync()
    {
        var reading = _output.ReadAsync(_process.StandardError.BaseStream);
        await _process.WaitForExitAsync();
        var code = _process.ExitCode;
        var outOfMemory = _cgroup?.OomKills() > 0;
        var machineOutOfMemory = MachineOomKills() > _oomKillsBefore;
        await Leftovers.EndAsync(ProcessTable.Read(_files).All.Where(p => p.Session == ProcessId && p.StartTicks >= _startTicks), _files, _clock);
        if (_cgroup is not null) await _cgroup.RemoveAsync(_clock);
        // Whoever still holds the pipe has left the session and has no cgroup: it does not hold us up.
        await reading.WaitAsync(LastWords, _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
        return new WorkerExit(code, outOfMemory, machineOutOfMemory, _output.Tail);
    }

    private long MachineOomKills() => OwnCgroup.Counter(_files.Lines("/proc/vmstat"), "oom_kill") ?? 0;
}
