namespace Onebox.Models.Loop;

/// <summary>
/// One training run, from its first step or its latest checkpoint to its end. <see cref="Run"/> takes a thread of its own; the other members may be called from any thread.
/// </summary>
public sealed class TrainingRun(TrainingInputs inputs)
{
    /// <summary>Trains until the end, a stop or the cancellation, and returns what the last event said. A cancelled run writes a checkpoint first, then returns (it does not throw).</summary>
    /// <exception cref="TrainingException">The run cannot start or go on: settings, a checkpoint of other data, no samples.</exception>
    /// <exception cref="RankLostException">Another rank has ended; start again to go on from the latest checkpoint.</exception>
    public RunEnded Run(CancellationToken cancellation = default) => throw new NotSupportedException($"{inputs.CheckpointFolder}: the loop is being written.");

    /// <summary>Stands before the next step, with all that it has in memory.</summary>
    public void Pause() => throw new NotSupportedException();

    /// <summary>Goes on after <see cref="Pause"/>, or tries again at once when the disk was full.</summary>
    public void Resume() => throw new NotSupportedException();

    /// <summary>Moves the end of the run; the schedule follows. An end before the current step ends the run after the current step.</summary>
    public void ChangeEnd(long totalSteps) => throw new NotSupportedException();
}
