using System.Text.Json;
using Onebox.Api.Tasks;
using Onebox.Api.Training;
using Onebox.Kernel;
using Onebox.Training.Planning;

namespace Onebox.Training.Store;

/// <summary>A run as it is kept.</summary>
internal sealed class RunRecord
{
    public required string Id { get; set; }
    public required string Name { get; set; }
    public TrainingState State { get; set; }

    /// <summary>The task that runs it now or ran it last: a failed run that is resumed gets another.</summary>
    public required string TaskId { get; set; }
    public required string Plan { get; set; }
    public required string Recipe { get; set; }
    public required string CodeVersion { get; set; }
    public long NeededBytes { get; set; }
    public int Threads { get; set; }

    /// <summary><see cref="LiveState"/> as JSON, as it was when last saved.</summary>
    public string? Live { get; set; }

    /// <summary>The id that its model has or will have: chosen at the start, so that a repetition after a crash finds what it has made.</summary>
    public required string ModelId { get; set; }

    /// <summary>The name of its model; null until that is in the catalog.</summary>
    public string? ModelName { get; set; }

    /// <summary>It is to stand until somebody resumes it.</summary>
    public bool PauseWanted { get; set; }
    public string? FailureCode { get; set; }
    public string? FailureDetail { get; set; }
    public string? FailureRemedy { get; set; }
    public required string StartedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    public bool HasEnded => State is TrainingState.Finished or TrainingState.Failed or TrainingState.Cancelled;

    public TrainingPlan ReadPlan() => JsonSerializer.Deserialize<TrainingPlan>(Plan, SettingText.Json)!;

    public LiveState ReadLive() => Live is null ? LiveState.Start : JsonSerializer.Deserialize<LiveState>(Live, SettingText.Json) ?? LiveState.Start;

    public void Fail(Problem? problem) => (FailureCode, FailureDetail, FailureRemedy) = (problem?.Code, problem?.Detail, problem?.Remedy);

    /// <param name="now">What is known while it runs; null: as saved.</param>
    public TrainingRunInfo ToInfo(LiveState? now = null)
    {
        var (plan, live) = (ReadPlan(), now ?? ReadLive());
        return new TrainingRunInfo
        {
            Id = Id,
            Name = Name,
            State = State,
            TaskId = TaskId,
            Method = SettingText.ValueOf(plan.Settings, "method"),
            Base = plan.Base?.Name,
            BaseId = plan.Base?.ModelId,
            Data = [.. plan.Data.Select(d => new TrainingDataInfo(d.Name, d.Version, d.Hash, d.Role))],
            Step = live.Step,
            Steps = live.Steps,
            Epoch = live.Epoch,
            Tokens = live.Tokens,
            Losses = live.Losses,
            LearningRate = live.LearningRate,
            GradientNorm = live.GradientNorm,
            TokensPerSecond = live.TokensPerSecond,
            ModelFlopUtilization = live.ModelFlopUtilization,
            PeakFlops = live.PeakFlops,
            DataWait = live.DataWait,
            CheckpointStall = live.CheckpointStall,
            RemainingSeconds = State == TrainingState.Running ? live.RemainingSeconds : null,
            Checkpoints = live.Checkpoints,
            Settings = SettingText.ToText(plan.Settings),
            Recipe = Recipe,
            CodeVersion = CodeVersion,
            Seed = plan.Settings.Seed,
            NeededBytes = NeededBytes,
            Threads = Threads,
            Restarts = live.Restarts,
            Pausing = PauseWanted && State is TrainingState.Queued or TrainingState.Preparing or TrainingState.Running && PauseWanted,
            ModelId = ModelName is null ? null : ModelId,
            Model = ModelName,
            Failure = FailureCode is null ? null : new TaskFailure(FailureCode, FailureDetail ?? "", FailureRemedy),
            StartedBy = StartedBy,
            CreatedAt = CreatedAt,
            StartedAt = StartedAt,
            EndedAt = EndedAt,
        };
    }
}

/// <summary>Where a run stands: what changes with every step.</summary>
/// <param name="TrainRows">Rows that became samples.</param>
internal sealed record LiveState(
    long Step,
    long? Steps,
    double? Epoch,
    long Tokens,
    TrainingLosses Losses,
    double? LearningRate,
    double? GradientNorm,
    double? TokensPerSecond,
    double? ModelFlopUtilization,
    double? PeakFlops,
    double? DataWait,
    double? CheckpointStall,
    double? RemainingSeconds,
    IReadOnlyList<TrainingCheckpoint> Checkpoints,
    int Restarts,
    long TrainedParameters,
    long TrainRows,
    long ValidationRows)
{
    public static LiveState Start { get; } = new(0, null, null, 0, new TrainingLosses(), null, null, null, null, null, null, null, null, [], 0, 0, 0, 0);
}
