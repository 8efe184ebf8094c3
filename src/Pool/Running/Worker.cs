using System.Net.Sockets;
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
    private readonly BackOff _backOff;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private Action<IWorker>[] _handlers = [];
    private WorkerState _state = WorkerState.Starting;
    private WorkerRun? _run;
    private string? _reason;

    public Worker(string id, WorkerSpec spec, WorkerFolder folder, WorkerParts parts)
    {
        (Id, _spec, _folder, _parts) = (id, spec, folder, parts);
        _log = parts.Log;
        _backOff = new BackOff(parts.Options.Value);
        StartedAt = parts.Clock.GetUtcNow();
        Http = WorkerHttp.Over(folder.SocketPath);
    }

    public string Id { get; }
    public string Kind => _spec.Kind;
    public string OwnerId => _spec.OwnerId;
    public string OwnerName => _spec.OwnerName;
    public Lease Lease => _spec.Lease;
    public WorkerState State => _state;
    public string? Reason => _reason;
    public int? ProcessId => _run is { Exit.IsCompleted: false } run ? run.ProcessId : null;
    public int Restarts { get; private set; }
    public int CrashesInARow => _backOff.Crashes;
    public DateTimeOffset StartedAt { get; }
    public string SocketPath => _folder.SocketPath;
    public HttpMessageInvoker Http { get; }

    public async Task StartAsync()
    {
        _run = await _parts.Launch.StartAsync(Id, _spec, _folder);
        _parts.Metrics.Started(Kind);
        Started(Id, Kind, OwnerName, _run.ProcessId);
        _ = SuperviseAsync(_run);
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

    private async Task KeepRunningAsync(WorkerRun? run)
    {
        string? couldNotStart = null;
        while (true)
        {
            var answered = TimeSpan.Zero;
            WorkerExit? exit = null;
            if (run is not null)
            {
                using var gone = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                var answering = WaitForAnswerAsync(gone.Token);
                exit = await run.Exit;
                await gone.CancelAsync();
                if (await answering is { } since) answered = _parts.Clock.GetElapsedTime(since);
            }

            if (_stop.IsCancellationRequested || exit is { IsDone: true })
            {
                End(null);
                return;
            }

            var reason = couldNotStart ?? exit!.Reason(run!.MemoryLimitBytes);
            _parts.Metrics.Crashed(Kind, exit is { OutOfMemory: true } ? "memory" : couldNotStart is null ? "crash" : "not started");
            var pause = exit is { IsPermanent: true } || _spec.Restart == WorkerRestart.Never ? null : _backOff.Next(answered);
            if (pause is null)
            {
                var tries = _backOff.Crashes;
                Crashed(Id, Kind, OwnerName, reason);
                End(tries > 1 ? $"{reason} It was given up after {tries} crashes in a row." : reason);
                return;
            }

            CrashedAndRestarts(Id, Kind, OwnerName, pause.Value.TotalSeconds, reason);
            Change(WorkerState.Restarting, reason);
            await Task.Delay(pause.Value, _parts.Clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested) continue;
            (run, couldNotStart) = await TryStartAgainAsync();
        }
    }

    private async Task<(WorkerRun? Run, string? CouldNotStart)> TryStartAgainAsync()
    {
        Restarts++;
        _parts.Metrics.Restarted(Kind);
        try
        {
            var run = await _parts.Launch.StartAsync(Id, _spec, _folder);
            lock (_lock) _run = run;
            // Asked to stop while it started: StopAsync has signalled the process before.
            if (_stop.IsCancellationRequested) run.Kill();
            Started(Id, Kind, OwnerName, run.ProcessId);
            return (run, null);
        }
        catch (ProblemException problem)
        {
            return (null, problem.Message);
        }
    }

    /// <returns>When it first answered; null when it never did.</returns>
    private async Task<long?> WaitForAnswerAsync(CancellationToken gone)
    {
        var pause = TimeSpan.FromMilliseconds(10);
        while (!gone.IsCancellationRequested)
        {
            if (await AnswersAsync(gone))
            {
                Change(WorkerState.Running, null);
                return _parts.Clock.GetTimestamp();
            }

            await Task.Delay(pause, _parts.Clock, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = TimeSpan.FromMilliseconds(Math.Min(pause.TotalMilliseconds * 1.5, 500));
        }

        return null;
    }

    private async Task<bool> AnswersAsync(CancellationToken gone)
    {
        if (!File.Exists(SocketPath)) return false;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(gone);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "http://worker/health");
            using var response = await Http.SendAsync(request, limit.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    public async Task WaitUntilRunningAsync(CancellationToken cancellation = default)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = OnChanged(_ => Look());
        Look();
        await reached.Task.WaitAsync(cancellation);
        if (State != WorkerState.Running) throw PoolErrors.Ended(OwnerName, Reason);

        void Look()
        {
            if (State is WorkerState.Running or WorkerState.Ended) reached.TrySetResult();
        }
    }

    public async Task StopAsync(CancellationToken cancellation = default)
    {
        Change(WorkerState.Stopping, _reason);
        await _stop.CancelAsync();
        WorkerRun? run;
        lock (_lock) run = _run;
        run?.Terminate();
        // A caller in a hurry (the host at its own end) cuts the grace short; it never leaves the worker behind.
        await _ended.Task.WaitAsync(_spec.StopGrace, _parts.Clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_ended.Task.IsCompleted) return;
        StopTooSlow(Id, Kind, OwnerName);
        lock (_lock) run = _run;
        run?.Kill();
        await _ended.Task;
    }

    public IDisposable OnChanged(Action<IWorker> handler)
    {
        lock (_lock) _handlers = [.. _handlers, handler];
        return new Listening(() =>
        {
            lock (_lock) _handlers = [.. _handlers.Where(h => !ReferenceEquals(h, handler))];
        });
    }

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
        _parts.Table.MoveToEnded(this);
        _folder.Remove();
        Change(WorkerState.Ended, reason);
        EndedForGood(Id, Kind, OwnerName, reason ?? "it was asked to, or done");
        _ended.TrySetResult();
    }

    private void Change(WorkerState state, string? reason)
    {
        Action<IWorker>[] handlers;
        lock (_lock)
        {
            // Nothing follows the end, and only the end follows a request to stop.
            if (_state == WorkerState.Ended || (_state == WorkerState.Stopping && state != WorkerState.Ended)) return;
            if (_state == state && _reason == reason) return;
            (_state, _reason) = (state, reason);
            handlers = _handlers;
        }

        foreach (var handler in handlers)
        {
            try
            {
                handler(this);
            }
            catch (Exception fault)
            {
                // One listener's fault must not stop the watching.
                ListenerFailed(fault, Id);
            }
        }
    }

    public void Dispose()
    {
        Http.Dispose();
        _stop.Dispose();
    }

    private sealed class Listening(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

/// <summary>What every worker needs of the node.</summary>
internal sealed record WorkerParts(WorkerLaunch Launch, WorkerTable Table, MachineFiles Files, PoolMetrics Metrics, IOptions<PoolOptions> Options, TimeProvider Clock, ILogger<Worker> Log);
