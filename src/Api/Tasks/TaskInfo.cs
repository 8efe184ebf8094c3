namespace Onebox.Api.Tasks;

/// <summary>The lifecycle of everything long.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(CamelCaseEnum<TaskState>))]
public enum TaskState
{
    Queued,
    Preparing,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}

/// <summary>Something long, under way or ended.</summary>
public sealed record TaskInfo
{
    public required string Id { get; init; }

    /// <summary>What it does, <c>noun.verb</c>: <c>model.import</c>, <c>deployment.start</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>For people: <c>Import stories from /data/stories.gguf</c>.</summary>
    public required string Title { get; init; }
    public required TaskState State { get; init; }
    public TaskProgress? Progress { get; init; }

    /// <summary>The resource that it makes or changes.</summary>
    public string? ResourceId { get; init; }
    public required string StartedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public TaskFailure? Failure { get; init; }

    /// <summary>True once cancelling was asked for and until it took effect.</summary>
    public bool Cancelling { get; init; }

    /// <summary>How often a host took it up: more than 1 after a restart.</summary>
    public int Attempts { get; init; }

    /// <summary>Changes with every change of this record; the events stream resumes after it.</summary>
    public long Revision { get; init; }

    public bool HasEnded => State is TaskState.Succeeded or TaskState.Failed or TaskState.Cancelled;
}

/// <param name="Step">What is done at the moment: <c>hashing</c>, <c>copying</c>.</param>
/// <param name="Done">In <paramref name="Unit"/>.</param>
/// <param name="Total">Null while unknown.</param>
/// <param name="Unit"><c>bytes</c>, <c>files</c>, <c>rows</c>, <c>steps</c>…</param>
/// <param name="RatePerSecond">Measured over the last seconds; null before there is a measurement.</param>
/// <param name="RemainingSeconds">Estimated from rate and rest.</param>
public sealed record TaskProgress(string Step, double Done, double? Total, string Unit, double? RatePerSecond, double? RemainingSeconds)
{
    /// <summary>From 0 to 1; null while the total is unknown.</summary>
    public double? Fraction => Total is > 0 ? Math.Clamp(Done / Total.Value, 0, 1) : null;
}

/// <param name="Cause">What happened.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record TaskFailure(string Code, string Cause, string? Remedy);

/// <param name="Level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
public sealed record TaskLogLine(long Number, DateTimeOffset At, string Level, string Text);

/// <summary>What a route answers (status 202) that has started something long.</summary>
public sealed record TaskAccepted(string TaskId, string? ResourceId = null);
