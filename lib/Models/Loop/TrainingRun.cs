namespace Onebox.Models.Loop;

/// <summary>
/// One training run, from its first step or its latest checkpoint to its end. <see cref="Run"/> takes a thread of its own; the other members may be called from any thread.
/// </summary>
public sealed class TrainingRun(TrainingInputs inputs) : IDisposable
{
    private readonly RunControl _control = new();

    /// <summary>Trains until the end, a stop or the cancellation, and returns what the last event said. A cancelled run writes a checkpoint first, then returns (it does not throw).</summary>
    /// <exception cref="TrainingException">The run cannot start or go on: settings, a checkpoint of another run, no samples.</exception>
    /// <exception cref="RankLostException">Another rank has ended; start again to go on from the latest checkpoint.</exception>
    public RunEnded Run(CancellationToken cancellation = default)
    {
        var problems = inputs.Settings.Validate(inputs.Ranks?.Size);
        if (problems.Count > 0) throw new TrainingException(TrainingError.Settings, string.Join("\n", problems.Select(p => $"{p.Field}: {p.Message}")));
        if (inputs.Samples is null == inputs.Stream is null) throw new TrainingException(TrainingError.Settings, "Give samples by index or as a stream, and not both.");
        TorchRuntime.Load(inputs.Settings.Threads > 0 ? inputs.Settings.Threads : Environment.ProcessorCount);
        using var loop = new RunLoop(inputs, _control);
        return loop.Run(cancellation);
    }

    /// <summary>Stands before the next step, with all that it has in memory.</summary>
    public void Pause() => _control.Pause();

    /// <summary>Goes on after <see cref="Pause"/>, or tries again at once when the disk was full.</summary>
    public void Resume() => _control.Resume();

    /// <summary>Moves the end of the run; the schedule follows. An end before the current step ends the run now.</summary>
    public void ChangeEnd(long totalSteps) => _control.ChangeEnd(totalSteps);

    public void Dispose() => _control.Dispose();
}
