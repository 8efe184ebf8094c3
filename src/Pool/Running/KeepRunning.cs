using Onebox.Kernel;

namespace Onebox.Pool.Running;

/// <summary>Keeps a worker's process running: starts it again after a crash, until it is done, given up or asked to stop.</summary>
internal sealed class KeepRunning(Worker worker, WorkerSpec spec, WorkerFolder folder, WorkerParts parts, WorkerChanges changes, CancellationToken stop)
{
    private readonly BackOff _backOff = new(parts.Options.Value);
    private volatile WorkerRun? _run;

    public int? ProcessId => _run is { Exit.IsCompleted: false } run ? run.ProcessId : null;
    public bool OutOfMemory { get; private set; }
    public int Restarts { get; private set; }
    public int CrashesInARow => _backOff.Crashes;

    public void Terminate() => _run?.Terminate();

    public void Kill() => _run?.Kill();

    public async Task<WorkerRun> LaunchAsync()
    {
        var run = await parts.Launch.StartAsync(worker.Id, spec, folder);
        _run = run;
        // Asked to stop in between: whoever asked may have signalled the process before this one.
        if (stop.IsCancellationRequested) run.Kill();
        parts.Log.Started(worker.Id, spec.Kind, spec.OwnerName, run.ProcessId);
        return run;
    }

    /// <returns>Why it was given up; null when it is done, or was asked to stop.</returns>
    public async Task<string?> UntilEndAsync(WorkerRun first)
    {
        var (run, couldNotStart) = ((WorkerRun?)first, (string?)null);
        while (true)
        {
            var (exit, answeredFor) = run is null ? (null, TimeSpan.Zero) : await WatchAsync(run);
            if (stop.IsCancellationRequested || exit is { IsDone: true }) return null;

            OutOfMemory = exit is { IsOutOfMemory: true };
            var reason = couldNotStart ?? exit!.Reason(run!.MemoryLimitBytes);
            parts.Metrics.Crashed(spec.Kind, exit switch { null => "not started", { OutOfMemory: true } => "memory", _ => "crash" });
            var pause = exit is { IsPermanent: true } || spec.Restart == WorkerRestart.Never ? null : _backOff.Next(answeredFor);
            if (pause is null)
            {
                parts.Log.Crashed(worker.Id, spec.Kind, spec.OwnerName, reason);
                return _backOff.Crashes > 1 ? $"{reason} It was given up after {_backOff.Crashes} crashes in a row." : reason;
            }

            parts.Log.CrashedAndRestarts(worker.Id, spec.Kind, spec.OwnerName, pause.Value.TotalSeconds, reason);
            changes.To(worker, WorkerState.Restarting, reason);
            await Task.Delay(pause.Value, parts.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stop.IsCancellationRequested) (run, couldNotStart) = await LaunchAgainAsync();
        }
    }

    /// <summary>Follows one process from its start to its end.</summary>
    private async Task<(WorkerExit? Exit, TimeSpan AnsweredFor)> WatchAsync(WorkerRun run)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var answering = NoteAnswerAsync(gone.Token);
        var exit = await run.Exit;
        await gone.CancelAsync();
        return (exit, await answering is { } since ? parts.Clock.GetElapsedTime(since) : TimeSpan.Zero);
    }

    /// <returns>When it first answered; null when it never did.</returns>
    private async Task<long?> NoteAnswerAsync(CancellationToken gone)
    {
        if (!await WorkerHealth.WaitAsync(folder.SocketPath, worker.Http, parts.Clock, gone)) return null;
        changes.To(worker, WorkerState.Running, null);
        return parts.Clock.GetTimestamp();
    }

    private async Task<(WorkerRun? Run, string? CouldNotStart)> LaunchAgainAsync()
    {
        Restarts++;
        parts.Metrics.Restarted(spec.Kind);
        try
        {
            return (await LaunchAsync(), null);
        }
        catch (ProblemException problem)
        {
            return (null, problem.Message);
        }
    }
}
