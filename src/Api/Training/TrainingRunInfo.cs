using Onebox.Api.Tasks;

namespace Onebox.Api.Training;

/// <summary>The life of a training run.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(CamelCaseEnum<TrainingState>))]
public enum TrainingState
{
    Queued,

    /// <summary>A lease is sought, the worker starts, rows become tokens.</summary>
    Preparing,
    Running,

    /// <summary>Its worker has ended after a checkpoint; it waits to be resumed.</summary>
    Paused,

    /// <summary>Steps are done; the model is written and brought into the catalog.</summary>
    Finishing,
    Finished,
    Failed,
    Cancelled,
}

/// <summary>A training run: what it was asked, how far it is, what came of it.</summary>
public sealed record TrainingRunInfo
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required TrainingState State { get; init; }

    /// <summary>The task that runs it; its log is the run's log.</summary>
    public required string TaskId { get; init; }
    public required string Method { get; init; }

    /// <summary>The base model's name; null for pretraining.</summary>
    public string? Base { get; init; }
    public string? BaseId { get; init; }
    public required IReadOnlyList<TrainingDataInfo> Data { get; init; }

    /// <summary>Optimizer steps done, of <see cref="Steps"/>.</summary>
    public long Step { get; init; }

    /// <summary>Optimizer steps at which the schedule ends; null before the rows are counted.</summary>
    public long? Steps { get; init; }

    /// <summary>Passes over the data so far.</summary>
    public double? Epoch { get; init; }

    /// <summary>Tokens that were learned from (padding not counted).</summary>
    public long Tokens { get; init; }
    public TrainingLosses Losses { get; init; } = new();
    public double? LearningRate { get; init; }

    /// <summary>Before clipping.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Tokens through the model a second, measured over the last steps.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>From 0 to 1, against <see cref="PeakFlops"/>.</summary>
    public double? ModelFlopUtilization { get; init; }

    /// <summary>This machine's measured peak of matrix products at the run's precision and threads, in FLOP/s.</summary>
    public double? PeakFlops { get; init; }

    /// <summary>The share of the time spent waiting for data, from 0 to 1.</summary>
    public double? DataWait { get; init; }

    /// <summary>The share of the time that checkpoints held steps up, from 0 to 1.</summary>
    public double? CheckpointStall { get; init; }

    /// <summary>Estimated from speed and rest.</summary>
    public double? RemainingSeconds { get; init; }
    public required IReadOnlyList<TrainingCheckpoint> Checkpoints { get; init; }

    /// <summary>Every setting, also those left to the box.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The whole recipe as YAML: it starts the same run again.</summary>
    public required string Recipe { get; init; }

    /// <summary>The version of the code that runs or ran it.</summary>
    public required string CodeVersion { get; init; }
    public required long Seed { get; init; }

    /// <summary>Memory by sizing before it started, estimated.</summary>
    public long? NeededBytes { get; init; }
    public int Threads { get; init; }

    /// <summary>How often its worker was started again from a checkpoint.</summary>
    public int Restarts { get; init; }

    /// <summary>True once pausing was asked for and until it took effect.</summary>
    public bool Pausing { get; init; }

    /// <summary>The model it has made, once it has finished.</summary>
    public string? ModelId { get; init; }

    /// <summary>The name of that model.</summary>
    public string? Model { get; init; }

    /// <summary>Why it failed or paused by itself.</summary>
    public TaskFailure? Failure { get; init; }
    public required string StartedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    public bool HasEnded => State is TrainingState.Finished or TrainingState.Failed or TrainingState.Cancelled;
}

/// <summary>Data that a run learns from.</summary>
/// <param name="Name">A dataset's name, or a file's path.</param>
/// <param name="Version">The dataset's version; null for a file.</param>
/// <param name="Hash">Of its content, lower-case hex.</param>
/// <param name="Role"><c>train</c>, <c>validation</c> or both when null: a dataset's rows say it themselves.</param>
public sealed record TrainingDataInfo(string Name, string? Version, string Hash, string? Role = null);

/// <param name="Train">Mean over the last steps, in nats a token.</param>
/// <param name="Validation">Of the last validation.</param>
/// <param name="BestValidation">The lowest so far, at <paramref name="BestStep"/>.</param>
public sealed record TrainingLosses(double? Train = null, double? Validation = null, double? BestValidation = null, long? BestStep = null);

/// <param name="Latest">True for the one that a resumed run goes on from.</param>
public sealed record TrainingCheckpoint(long Step, DateTimeOffset At, long SizeBytes, bool Latest = false, double? ValidationLoss = null);

/// <summary><c>GET /api/training/runs/{name}/history</c>: the run's curves, downsampled on the way.</summary>
/// <param name="StepsPerPoint">So many steps are averaged in one point.</param>
public sealed record TrainingHistory(int StepsPerPoint, IReadOnlyList<TrainingPoint> Points, IReadOnlyList<ValidationPoint> Validations);

/// <summary>One point of the curves; the mean over the steps that end at <paramref name="Step"/>.</summary>
public sealed record TrainingPoint(
    long Step,
    DateTimeOffset At,
    double Loss,
    double LearningRate,
    double GradientNorm,
    double TokensPerSecond,
    double? ModelFlopUtilization,
    double DataWait,
    double CheckpointStall);

public sealed record ValidationPoint(long Step, DateTimeOffset At, double Loss);
