using Onebox.Api.Pool;
using Onebox.Pool.Inventory;

namespace Onebox.Pool.Running;

/// <summary>One worker as its owner sees it, from its start to its end; <see cref="KeepRunning"/> sees to its process.</summary>
internal sealed class Worker : IWorker, IDisposable
{
    private readonly WorkerSpec _spec;
    private readonly WorkerFolder _folder;
    private readonly WorkerParts _parts;
    private readonly WorkerChanges _changes;
    private readonly KeepRunning _process;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Worker(string id, WorkerSpec spec, WorkerFolder folder, WorkerParts parts)
    {
        (Id, _spec, _folder, _parts) = (id, spec, folder, parts);
        _changes = new WorkerChanges(parts.Log);
        _process = new KeepRunning(this, spec, folder, parts, _changes, _stop.Token);
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
    public int? ProcessId => _process.ProcessId;
    public bool OutOfMemory => _process.OutOfMemory;
    public int Restarts => _process.Restarts;
    public int CrashesInARow => _process.CrashesInARow;
    public DateTimeOffset StartedAt { get; }
    public DateTimeOffset? EndedAt { get; private set; }
    public string SocketPath => _folder.SocketPath;
    public HttpMessageInvoker Http { get; }

    public async Task StartAsync()
    {
        var run = await _process.LaunchAsync();
        _parts.Metrics.Started(Kind);
        _ = SuperviseAsync(run);
    }

    private async Task SuperviseAsync(WorkerRun run)
    {
        try
        {
            End(await _process.UntilEndAsync(run));
        }
        catch (Exception fault)
        {
            // Ours: a worker must still reach its end, or its owner waits for ever.
            _parts.Log.Faulted(fault, Id, Kind);
            End($"Watching it failed by a fault of Onebox: {fault.Message}");
        }
    }

    public async Task StopAsync(CancellationToken cancellation = default)
    {
        _changes.To(this, WorkerState.Stopping, Reason);
        await _stop.CancelAsync();
        _process.Terminate();
        // A caller in a hurry (the host at its own end) cuts the grace short; it never leaves the worker behind.
        await _ended.Task.WaitAsync(_spec.StopGrace, _parts.Clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_ended.Task.IsCompleted) return;
        _parts.Log.StopTooSlow(Id, Kind, OwnerName);
        _process.Kill();
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
        _parts.Log.EndedForGood(Id, Kind, OwnerName, reason ?? "it was asked to, or done");
        _ended.TrySetResult();
    }

    public void Dispose()
    {
        Http.Dispose();
        _stop.Dispose();
    }
}
