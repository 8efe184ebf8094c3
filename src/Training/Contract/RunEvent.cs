using System.Text.Json.Serialization;
using Onebox.Api.Training;

namespace Onebox.Training.Contract;

/// <summary>One line of what a training worker tells: <c>GET /events</c>. Just one of its parts is set. See docs/formats/training-worker.md.</summary>
/// <param name="Number">Counts from 1 within one process.</param>
internal sealed record RunEvent(
    long Number,
    DateTimeOffset At,
    LogPart? Log = null,
    PreparingPart? Preparing = null,
    PlanPart? Plan = null,
    StepPart? Step = null,
    ValidationPart? Validation = null,
    IReadOnlyList<TrainingCheckpoint>? Checkpoints = null,
    HeldPart? Held = null,
    EndPart? End = null);

/// <param name="Level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
internal sealed record LogPart(string Level, string Text);

/// <summary>Before the first step: reading weights, rows to tokens, measuring the peak.</summary>
/// <param name="What">For people, in lower case.</param>
internal sealed record PreparingPart(string What, double Done, double? Total, string Unit);

/// <summary>What the run consists of, once data and model are there, and again when the schedule's end moves.</summary>
/// <param name="Step">Where it begins: 0, or the checkpoint's.</param>
/// <param name="PeakFlops">Measured now, with the run's precision and threads.</param>
internal sealed record PlanPart(
    long Step, long Steps, long TrainedParameters, long TrainRows, long ValidationRows, long TrainTokens, double PeakFlops, int Threads);

/// <summary>One optimizer step.</summary>
/// <param name="Steps">Where the schedule ends now.</param>
/// <param name="Seconds">From the step before to this one.</param>
/// <param name="Tokens">Through the model in this step, padding not counted.</param>
/// <param name="TokensSoFar">Since the run began.</param>
/// <param name="DataWait">Seconds of it that waited for data.</param>
/// <param name="CheckpointStall">Seconds of it that a checkpoint held up.</param>
internal sealed record StepPart(
    long Step, long Steps, double Epoch, double Loss, double LearningRate, double GradientNorm, double Seconds, long Tokens, long TokensSoFar, double? ModelFlopUtilization, double DataWait, double CheckpointStall, double RemainingSeconds);

internal sealed record ValidationPart(long Step, double Loss);

/// <summary>It stands where it is, for want of room on the disk; with <paramref name="Over"/> it goes on.</summary>
internal sealed record HeldPart(string Reason, bool Over);

/// <summary>The last event: the worker has nothing more to do.</summary>
/// <param name="Outcome">One of the constants.</param>
/// <param name="Code">For a failure: a stable name.</param>
internal sealed record EndPart(string Outcome, string? Code = null, string? Detail = null, string? Remedy = null)
{
    /// <summary>The result folder is whole.</summary>
    public const string Done = "done";

    /// <summary>A checkpoint was written, as asked.</summary>
    public const string Paused = "paused";

    public const string Failed = "failed";

    /// <summary>An allocation was refused.</summary>
    public const string OutOfMemory = "outOfMemory";
}

/// <summary><c>PUT /schedule</c>: where the schedule ends; just one of the two.</summary>
internal sealed record ScheduleChange(long? Steps, double? Epochs);

/// <summary>How small bodies travel: camelCase, nulls left out.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScheduleChange))]
internal sealed partial class ContractJson : JsonSerializerContext;
