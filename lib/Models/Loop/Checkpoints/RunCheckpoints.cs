namespace Onebox.Models.Loop;

/// <summary>A run's checkpoints while it goes on: when one is due, what happens when there is no room, what became of them.</summary>
internal sealed class RunCheckpoints : IDisposable
{
    private static readonly TimeSpan Listen = TimeSpan.FromMilliseconds(200);
    private readonly TrainingInputs _inputs;
    private readonly RunControl _control;
    private readonly TrainedState _state;
    private readonly Action<TrainingEvent> _tell;
    private readonly TimeProvider _time;
    private readonly WriteCheckpoint _write;
    private readonly CheckpointWriter _writer;
    private long _lastTime;
    private long _begun = -1;
    private string? _whole;
    private string? _failure;
    private bool _overdue;
    private TimeSpan _stall;

    public RunCheckpoints(TrainingInputs inputs, RunControl control, TrainedState state, Action<TrainingEvent> tell)
    {
        (_inputs, _control, _state, _tell) = (inputs, control, state, tell);
        _time = inputs.Time ?? TimeProvider.System;
        _write = inputs.FreeSpace is { } free
            ? new WriteCheckpoint(inputs.CheckpointFolder, inputs.Settings.KeepCheckpoints) { FreeSpace = free }
            : new WriteCheckpoint(inputs.CheckpointFolder, inputs.Settings.KeepCheckpoints);
        _writer = new CheckpointWriter(_write, TorchRuntime.Threads, inputs.SnapshotRoom);
    }

    /// <summary>Cleans up after an earlier process, and finds where to go on.</summary>
    public (RunState State, CheckpointInfo From)? Open(bool leads)
    {
        if (leads)
        {
            _write.CleanUp();
            _writer.Prepare(_state);
        }
        var from = ResumeRun.Find(_inputs, _state, _tell, TorchRuntime.Threads);
        (_begun, _whole, _lastTime) = (from?.State.Step ?? -1, from?.From.Name, _time.GetTimestamp());
        return from;
    }

    /// <summary>How long training stood for a snapshot since the last call.</summary>
    public TimeSpan TakeStall()
    {
        var stall = _stall;
        _stall = TimeSpan.Zero;
        return stall;
    }

    public void WriteWhenDue(RunState run, Func<IReadOnlyList<double>> losses, bool now, CancellationToken cancellation)
    {
        Hear();
        if (_failure is { } reason) StandAfterFailure(run, reason, cancellation);
        var (steps, minutes) = (_inputs.Settings.CheckpointEverySteps, _inputs.Settings.CheckpointEveryMinutes);
        var due = now || _overdue || (steps > 0 && run.Step - Math.Max(0, _begun) >= steps) || (minutes > 0 && _time.GetElapsedTime(_lastTime).TotalMinutes >= minutes);
        // The one before is still being written: this one waits for it, training does not.
        if (!due || !_writer.IsIdle || cancellation.IsCancellationRequested || !HasRoom(run, cancellation)) return;
        _stall += _writer.Begin(_state, Manifest(run, losses()));
        (_begun, _lastTime, _overdue) = (run.Step, _time.GetTimestamp(), false);
    }

    /// <summary>Stands while somebody wants it, with what it has on the disk.</summary>
    public void StandWhilePaused(RunState run, Func<IReadOnlyList<double>> losses, CancellationToken cancellation)
    {
        if (!_control.IsPaused) return;
        if (run.Step != _begun && _write.Missing(_state.Bytes) == 0) WriteWhenDue(run, losses, now: true, cancellation);
        _tell(new RunPaused(run.Step, "Paused on request."));
        while (!_control.Wait(Listen, cancellation) && !cancellation.IsCancellationRequested) Hear();
        if (!cancellation.IsCancellationRequested) _tell(new RunResumed(run.Step));
    }

    /// <summary>The state at the end. Answers the last checkpoint that is whole.</summary>
    public string? WriteLast(RunState run, Func<IReadOnlyList<double>> losses, CancellationToken cancellation)
    {
        _writer.WaitUntilIdle();
        Hear();
        while (run.Step != _begun || _failure is not null)
        {
            _failure = null;
            if (!HasRoom(run, cancellation)) break;
            _writer.WriteNow(_state, Manifest(run, losses()));
            _begun = run.Step;
            Hear();
            if (_failure is { } reason) StandAfterFailure(run, reason, cancellation);
            if (_begun == run.Step || cancellation.IsCancellationRequested) break;
        }
        return _whole;
    }

    /// <summary>The checkpoint with the best validation loss.</summary>
    public string? Best() =>
        CheckpointFolder.List(_inputs.CheckpointFolder).Where(c => c.ValidationLoss is not null).OrderBy(c => c.ValidationLoss).ThenBy(c => c.Step).FirstOrDefault()?.Name;

    private CheckpointManifest Manifest(RunState run, IReadOnlyList<double> losses) =>
        new(CheckpointManifest.CurrentFormat, _inputs.Identity, _time.GetUtcNow(), _inputs.Settings, run with { Losses = losses }, []);

    private void Hear()
    {
        while (_writer.TryHear(out var outcome))
        {
            if (outcome is CheckpointWritten written) _whole = written.Name;
            if (outcome is CheckpointFailed failed) _failure = failed.Reason;
            _tell(outcome);
        }
    }

    /// <summary>A checkpoint that cannot be written stops the run where it is: all further work could be lost.</summary>
    private void StandAfterFailure(RunState run, string reason, CancellationToken cancellation)
    {
        _failure = null;
        (_begun, _overdue) = (-1, true);
        if (!HasRoom(run, cancellation) || cancellation.IsCancellationRequested) return;
        Stand(run, new RunPaused(run.Step, $"The checkpoint could not be written: {reason} The run stands with all it has in memory; put it right and resume."), () => false, cancellation);
    }

    /// <summary>Waits until there is room. False when the run is cancelled meanwhile.</summary>
    private bool HasRoom(RunState run, CancellationToken cancellation)
    {
        while (_write.Missing(_state.Bytes) is > 0 and var missing)
        {
            if (cancellation.IsCancellationRequested) return false;
            Stand(run, new RunPaused(run.Step, $"The disk of {_inputs.CheckpointFolder} is full: {missing >> 20} MiB are missing for the next checkpoint. The run stands with all it has in memory, and goes on when there is room.", missing), () => _write.Missing(_state.Bytes) == 0, cancellation);
        }
        return true;
    }

    private void Stand(RunState run, RunPaused why, Func<bool> over, CancellationToken cancellation)
    {
        _control.Pause();
        _tell(why);
        while (!_control.Wait(_inputs.RoomPoll, cancellation) && !cancellation.IsCancellationRequested)
        {
            if (over()) _control.Resume();
        }
        // Not left standing for the next step, whoever ended it.
        _control.Resume();
        if (!cancellation.IsCancellationRequested) _tell(new RunResumed(run.Step));
    }

    public void Dispose() => _writer.Dispose();
}
