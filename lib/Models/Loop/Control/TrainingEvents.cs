namespace Onebox.Models.Loop;

/// <summary>What a run tells while it goes on. Called on the run's thread, in order: return soon.</summary>
public interface ITrainingObserver
{
    void On(TrainingEvent happened);
}

/// <param name="Step">Optimizer steps done.</param>
public abstract record TrainingEvent(long Step);

/// <summary>The run is ready for its first step: what it will do and on what.</summary>
/// <param name="TotalSteps">Steps until its end.</param>
/// <param name="TrainedParameters">Numbers that are trained.</param>
/// <param name="PeakFlops">Measured peak of matrix products at the model's shapes and precision, floating point operations a second.</param>
/// <param name="ResumedFrom">The checkpoint that the run goes on from.</param>
/// <param name="PackingEfficiency">How full the batches are, by the plan, 0 to 1.</param>
public sealed record RunStarted(long Step, long TotalSteps, long TrainedParameters, double PeakFlops, string? ResumedFrom, double PackingEfficiency) : TrainingEvent(Step);

/// <summary>A step is done.</summary>
/// <param name="Tokens">Tokens read since the run began, over all ranks.</param>
/// <param name="Epoch">Epochs done, with a fraction.</param>
/// <param name="Loss">Mean loss of this step's trained tokens, nats.</param>
/// <param name="LearningRate">The rate of this step.</param>
/// <param name="GradientNorm">Length of the gradient before clipping.</param>
/// <param name="TokensPerSecond">Of this step, all waits included.</param>
/// <param name="ModelFlopUtilization">Needed operations over elapsed time and measured peak, 0 to 1.</param>
/// <param name="StepTime">Wall time, waits included.</param>
/// <param name="DataWait">Time that the step stood waiting for data.</param>
/// <param name="CheckpointStall">Time that the step stood for a snapshot.</param>
/// <param name="Remaining">Estimated from the last steps.</param>
public sealed record StepFinished(
    long Step, long TotalSteps, long Tokens, double Epoch, double Loss, double LearningRate, double GradientNorm, double TokensPerSecond, double ModelFlopUtilization,
    TimeSpan StepTime, TimeSpan DataWait, TimeSpan CheckpointStall, TimeSpan Remaining) : TrainingEvent(Step)
{
    /// <summary>For DPO: share of this step's pairs in which the preferred answer is the likelier one against the reference.</summary>
    public double? PreferenceAccuracy { get; init; }
}

/// <summary>Mean loss of the validation samples' trained tokens, nats.</summary>
public sealed record Validated(long Step, double Loss, bool IsBest, TimeSpan Took) : TrainingEvent(Step);

/// <summary>A checkpoint is on the disk, read back and verified; <c>latest</c> names it.</summary>
public sealed record CheckpointWritten(long Step, string Name, long Bytes, TimeSpan Stall, TimeSpan Write, TimeSpan Verify) : TrainingEvent(Step);

/// <summary>A checkpoint could not be written. The one before it is whole; the run goes on or pauses as <see cref="RunPaused"/> tells.</summary>
public sealed record CheckpointFailed(long Step, string Reason) : TrainingEvent(Step);

/// <summary>The run stands, with all it has in memory. <see cref="TrainingRun.Resume"/> goes on.</summary>
/// <param name="NeedsRoom">Null when somebody asked for the pause; else the bytes missing on the disk. The run goes on by itself when there is room again.</param>
public sealed record RunPaused(long Step, string Reason, long? NeedsRoom = null) : TrainingEvent(Step);

public sealed record RunResumed(long Step) : TrainingEvent(Step);

/// <summary>The end was moved.</summary>
public sealed record EndChanged(long Step, long TotalSteps) : TrainingEvent(Step);

/// <summary>The run is over.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Message">For a person: what happened and what to do.</param>
/// <param name="Samples">When a batch broke the run: its samples' indices.</param>
/// <param name="Checkpoint">The last checkpoint that is whole; it holds the weights of <see cref="TrainingEvent.Step"/> unless the reason says otherwise.</param>
public sealed record RunEnded(long Step, TrainingEnd Reason, string Message, IReadOnlyList<long> Samples, string? Checkpoint, double? Loss, double? BestValidationLoss, string? BestCheckpoint) : TrainingEvent(Step);

public enum TrainingEnd
{
    /// <summary>All steps are done.</summary>
    Completed,

    /// <summary>The validation loss no longer fell.</summary>
    EarlyStop,

    /// <summary>Somebody cancelled; a checkpoint was written.</summary>
    Cancelled,

    /// <summary>The loss rose far above its usual range. The step was not applied.</summary>
    LossSpike,

    /// <summary>The loss or the gradient is not a number. The step was not applied.</summary>
    NotANumber,
}
