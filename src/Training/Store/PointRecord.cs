using Onebox.Api.Training;

namespace Onebox.Training.Store;

/// <summary>A point of a run's curves as it is kept.</summary>
internal sealed class PointRecord
{
    public const string Train = "train";
    public const string Validation = "validation";

    public required string RunId { get; set; }

    /// <summary>The last step of the point.</summary>
    public long Step { get; set; }
    public required string Kind { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>How many steps are averaged in it.</summary>
    public int Steps { get; set; }
    public double Loss { get; set; }
    public double LearningRate { get; set; }
    public double GradientNorm { get; set; }
    public double TokensPerSecond { get; set; }
    public double Utilization { get; set; }
    public double DataWait { get; set; }
    public double CheckpointStall { get; set; }

    public static PointRecord Of(string runId, TrainingPoint point, int steps) => new()
    {
        RunId = runId,
        Kind = Train,
        Step = point.Step,
        At = point.At,
        Steps = steps,
        Loss = point.Loss,
        LearningRate = point.LearningRate,
        GradientNorm = point.GradientNorm,
        TokensPerSecond = point.TokensPerSecond,
        Utilization = point.ModelFlopUtilization ?? 0,
        DataWait = point.DataWait,
        CheckpointStall = point.CheckpointStall,
    };

    public TrainingPoint ToPoint() => new(Step, At, Loss, LearningRate, GradientNorm, TokensPerSecond, Utilization > 0 ? Utilization : null, DataWait, CheckpointStall);
}

/// <summary>What an export has written, as it travels.</summary>
internal sealed class ExportRecord
{
    public required string TaskId { get; set; }
    public required string Result { get; set; }
}
