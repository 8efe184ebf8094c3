using Onebox.Api.Tasks;

namespace Onebox.Tasks.Store;

/// <summary>A task as it is kept.</summary>
internal sealed class TaskRecord
{
    public required string Id { get; set; }
    public required string Kind { get; set; }
    public required string Title { get; set; }
    public TaskState State { get; set; }
    public string? ResourceId { get; set; }
    public required string StartedBy { get; set; }
    public required string CallerJson { get; set; }
    public required string Input { get; set; }
    public string? SavedState { get; set; }
    public string? Step { get; set; }
    public double? Done { get; set; }
    public double? Total { get; set; }
    public string? Unit { get; set; }
    public string? FailureCode { get; set; }
    public string? FailureCause { get; set; }
    public string? FailureRemedy { get; set; }
    public bool CancelRequested { get; set; }
    public int Attempts { get; set; }
    public long Revision { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    public bool HasEnded => State is TaskState.Succeeded or TaskState.Failed or TaskState.Cancelled;

    public TaskInfo ToInfo(TaskProgress? live = null) => new()
    {
        Id = Id,
        Kind = Kind,
        Title = Title,
        State = State,
        Progress = live ?? (Step is null ? null : new TaskProgress(Step, Done ?? 0, Total, Unit ?? "steps", null, null)),
        ResourceId = ResourceId,
        StartedBy = StartedBy,
        CreatedAt = CreatedAt,
        StartedAt = StartedAt,
        EndedAt = EndedAt,
        Failure = FailureCode is null ? null : new TaskFailure(FailureCode, FailureCause ?? "", FailureRemedy),
        Cancelling = CancelRequested && !HasEnded,
        Attempts = Attempts,
        Revision = Revision,
    };
}

/// <summary>A line of a task's log.</summary>
internal sealed class TaskLogRecord
{
    public long Number { get; set; }
    public required string TaskId { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Level { get; set; }
    public required string Text { get; set; }
}
