using Onebox.Models.Loop;
using Onebox.Training.Contract;

namespace Onebox.Training.Worker;

/// <summary>What the host wishes, also before the run is there to hear it.</summary>
internal sealed class RunWishes(CancellationToken stop) : IRunWishes, IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private TrainingRun? _run;
    private Func<double, long>? _stepsOf;
    private ScheduleChange? _waiting;

    /// <summary>Cancelled when the run is to write a checkpoint and end.</summary>
    public CancellationToken End => _end.Token;

    public void Pause() => _end.Cancel();

    public void Resume()
    {
        lock (_lock) _run?.Resume();
    }

    public void ChangeEnd(ScheduleChange change)
    {
        lock (_lock)
        {
            if (_run is null || _stepsOf is null) _waiting = change;
            else _run.ChangeEnd(change.Steps ?? _stepsOf(change.Epochs!.Value));
        }
    }

    /// <summary>From now on wishes reach the run.</summary>
    public void Hear(TrainingRun run)
    {
        lock (_lock) _run = run;
    }

    /// <param name="stepsOf">From epochs to optimizer steps.</param>
    public void Count(Func<double, long> stepsOf)
    {
        lock (_lock)
        {
            _stepsOf = stepsOf;
            if (_waiting is { } change) _run?.ChangeEnd(change.Steps ?? stepsOf(change.Epochs!.Value));
            _waiting = null;
        }
    }

    public void Dispose() => _end.Dispose();
}
