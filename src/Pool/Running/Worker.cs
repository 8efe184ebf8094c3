using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Onebox.Api.Pool;
using Onebox.Kernel;
using Onebox.Pool.Inventory;

namespace Onebox.Pool.Running;

/// <summary>Keeps one worker running: starts it again after a crash, until it is done, given up or asked to stop.</summary>
internal sealed partial class Worker : IWorker, IDisposable
{
    private readonly WorkerSpec _spec;
    private readonly WorkerFolder _folder;
    private readonly WorkerParts _parts;
    private readonly ILogger _log;
    private readonly WorkerChanges _changes;
    private readonly BackOff _backOff;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile WorkerRun? _run;

    public Worker(string id, WorkerSpec spec, WorkerFolder folder, WorkerParts parts)
    {
        (Id, _spec, _folder, _parts, _log) = (id, spec, folder, parts, parts.Log);
        _changes = new WorkerChanges(parts.Log);
        _backOff = new BackOff(parts.Options.Value);
        StartedAt = parts.Clock.GetUtcNow();
        Http = WorkerHttp.Over(folder.SocketPath);
    }

    public string Id { get; }
    public string Kind => _spec.Kind;
    public string OwnerId => _spec.OwnerId;
    public string OwnerName => _spec.OwnerName;
    public Lease Lease => _spec.Lease;
    public WorkerState State => _changes.State;
    public string? Reason => _changes.Reason;
    public int? ProcessId => _run is { Exit.IsCompleted: false } run ? run.ProcessId : null;
    public bool OutOfMemory { get; private set; }
    public int Restarts { get; private set; }
    public int CrashesInARow => _backOff.Crashes;
    public DateTimeOffset StartedAt { get; }
    public DateTimeOffset? EndedAt { get; private set; }
    public string SocketPath => _folder.SocketPath;
    public HttpMessageInvoker Http { get; }

    public async Task StartAsync()
    {
        var run = await LaunchAsync();
        _parts.Metrics.Started(Kind);
        _ = SuperviseAsync(run);
    }

    private async Task SuperviseAsync(WorkerRun run)
    {
        try
        {
            await KeepRunningAsync(run);
        }
        catch (Exception fault)
        {
            // Ours: a worker must still reach its end, or its owner waits for ever.
            Faulted(fault, Id, Kind);
            End($"Watching it failed by a fault of Onebox: {fault.Message}");
        }
    }

    private async Task KeepRunningAsync(WorkerRun first)
    {
        var (run, couldNotStart) = ((WorkerRun?)first, (string?)null);
        while (true)
        {
            var (exit, answeredFor) = run is null ? (null, TimeSpan.Zero) : await WatchAsync(run);
            if (_stop.IsCancellationRequested || exit is { IsDone: true })
            {
                End(null);
                return;
            }

            OutOfMemory = exit is { IsOutOfMemory: true };
            var reason = couldNotStart ?? exit!.Reason(run!.MemoryLimitBytes);
            _parts.Metrics.Crashed(Kind, exit switch { null => "not started", { OutOfMemory: true } => "memory", _ => "crash" });
            var pause = exit is { IsPermanent: true } || _spec.Restart == WorkerRestart.Never ? null : _backOff.Next(answeredFor);
            if (pause is null)
            {
                Crashed(Id, Kind, OwnerName, reason);
                End(_backOff.Crashes > 1 ? $"{reason} It was given up after {_backOff.Crashes} crashes in a row." : reason);
                return;
            }

            CrashedAndRestarts(Id, Kind, OwnerName, pause.Value.TotalSeconds, reason);
            _changes.To(this, WorkerState.Restarting, reason);
            await Task.Delay(pause.Value, _parts.Clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_stop.IsCancellationRequested) (run, couldNotStart) = await LaunchAgainAsync();
        }
    }

    /// <summary>Follows one process from its start to its end.</summary>
    private async Task<(WorkerExit? Exit, TimeSpan AnsweredFor)> WatchAsync(WorkerRun run)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var answering = NoteAnswerAsync(gone.Token);
        var exit = await run.Exit;
        await gone.CancelAsync();
        return (exit, await answering is { } since ? _parts.Clock.GetElapsedTime(since) : TimeSpan.Zero);
    }

    /// <returns>When it first answered; null when it never did.</returns>
    private async Task<long?> NoteAnswerAsync(CancellationToken gone)
    {
        if (!await WorkerHealth.WaitAsync(SocketPath, Http, _parts.Clock, gone)) return null;
        _changes.To(this, WorkerState.Running, null);
        return _parts.Clock.GetTimestamp();
    }

    private async Task<WorkerRun> LaunchAsync()
    {
        var run = await _parts.Launch.StartAsync(Id, _spec, _folder);
        _run = run;
        // Asked to stop in between: whoever asked may have signalled the process before this one.
        if (_stop.IsCancellationRequested) run.Kill();
        Started(Id, Kind, OwnerName, run.ProcessId);
        return run;
    }

    private async Task<(WorkerRun? Run, string? CouldNotStart)> LaunchAgainAsync()
    {
        Restarts++;
        _parts.Metrics.Restarted(Kind);
        try
        {
            return (await LaunchAsync(), null);
        }
        catch (ProblemException problem)
        {
            return (null, problem.Message);
        }
    }

    public async Task StopAsync(CancellationToken cancellation = default)
    {
        _changes.To(this, WorkerState.Stopping, Reason);
        await _stop.CancelAsync();
        _run?.Terminate();
        // A caller in a hurry (the host at its own end) cuts the grace short; it never leaves the worker behind.
        await _ended.Task.WaitAsync(_spec.StopGrace, _parts.Clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_ended.Task.IsCompleted) return;
        StopTooSlow(Id, Kind, OwnerName);
        _run?.Kill();
        await _ended.Task;
    }

    public async Task WaitUntilRunningAsync(CancellationToken cancellation = default)
    {
        await _changes.WaitUntilSettledAsync(cancellation);
        if (State != WorkerState.Running) throw PoolErrors.Ended(OwnerName, Reason);
    }

    public IDisposable OnChanged(Action<IWorker> handler) => _changes.Listen(handler);

    public long? ResidentBytes() =>
        ProcessId is { } id ? ProcessTable.Read(_parts.Files).All.Where(p => p.Session == id).Sum(p => p.ResidentBytes) : null;

    public WorkerInfo ToInfo(WorkerUse? use) => new()
    {
        Id = Id,
        Kind = Kind,
        NodeId = Lease.NodeId,
        ProcessId = ProcessId ?? 0,
        LeaseId = Lease.Id,
        OwnerId = OwnerId,
        State = State.ToString().ToLowerInvariant(),
        Reason = Reason,
        ResidentBytes = use?.ResidentBytes,
        CpuCores = use?.CpuCores,
        Restarts = Restarts,
        StartedAt = StartedAt,
    };

    private void End(string? reason)
    {
        EndedAt = _parts.Clock.GetUtcNow();
        _parts.Table.MoveToEnded(this);
        _folder.Remove();
        _changes.To(this, WorkerState.Ended, reason);
        EndedForGood(Id, Kind, OwnerName, reason ?? "it was asked to, or done");
        _ended.TrySetResult();
    }

    public void Dispose()
    {
        Http.Dispose();
        _stop.Dispose();
    }
}

/// <summary>What every worker needs of the node.</summary>
internal sealed record WorkerParts(WorkerLaunch Launch, WorkerTable Table, MachineFiles Files, PoolMetrics Metrics, IOptions<PoolOptions> Options, TimeProvider Clock, ILogger<Worker> Log);
