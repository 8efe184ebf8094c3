namespace Onebox.Api.Prediction;

/// <summary><c>POST /api/predictions</c>: asks a route about every row of a dataset, in the engine's idle time; answers 202 with the task that does it.</summary>
/// <param name="Dataset">A dataset's name, <c>name@number</c>, or an id.</param>
/// <param name="Split"><c>train</c>, <c>validation</c> or <c>test</c>; null for all rows.</param>
/// <param name="MaxTokens">The longest answer; null: about twice the longest that the dataset expects, else the box's own.</param>
public sealed record PredictRequest(string Route, string Dataset, string? Split = null, int? MaxTokens = null, double? Temperature = null, long? Seed = null, string? System = null, int? Limit = null);

/// <summary>A prediction over a dataset.</summary>
public sealed record PredictionInfo
{
    public required string Id { get; init; }
    public required string TaskId { get; init; }

    /// <summary>As its task's.</summary>
    public required Tasks.TaskState State { get; init; }
    public required PredictRequest Request { get; init; }
    public required string StartedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public required long Rows { get; init; }
    public required long Completed { get; init; }

    /// <summary>Rows whose error stands beside them.</summary>
    public required long Failed { get; init; }

    /// <summary>The longest answer, in tokens; null until that is settled.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Why it is this one: as asked for, or by the answers that the dataset expects.</summary>
    public string? MaxTokensReason { get; init; }

    /// <summary>Answers that did not end by themselves: their rows say <c>"cut":true</c>.</summary>
    public long Cut { get; init; }

    /// <summary>The kept file; <c>GET /v1/files/{id}/content</c>.</summary>
    public string? FileId { get; init; }
    public Tasks.TaskFailure? Failure { get; init; }
}
