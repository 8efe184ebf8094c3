namespace Onebox.Evaluation.Store;

/// <summary>An evaluation as it is kept; how it stands is its task's to tell.</summary>
internal sealed class EvaluationRecord
{
    public required string Id { get; set; }
    public required string Name { get; set; }
    public required string TaskId { get; set; }

    /// <summary>JSON of the request, and of the result once there is one.</summary>
    public required string Request { get; set; }
    public string? Result { get; set; }

    /// <summary>The ids of the datasets that its items are made of, with blanks between; null until it has begun, and where there are none.</summary>
    public string? Datasets { get; set; }
    public required string StartedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>What a model answered, by the hash of what it was asked.</summary>
internal sealed class AnswerRecord
{
    public required string Key { get; set; }
    public required string Answer { get; set; }
    public DateTimeOffset At { get; set; }
}

/// <summary>A promotion or rollback; one that moved the route is history and is never changed.</summary>
internal sealed class PromotionRecord
{
    public required string Id { get; set; }
    public required string Kind { get; set; }
    public required string State { get; set; }
    public required string Route { get; set; }
    public required string Model { get; set; }
    public string? Targets { get; set; }
    public string? Previous { get; set; }
    public string? EvaluationId { get; set; }
    public string? Verdict { get; set; }
    public string? Failure { get; set; }
    public string? TaskId { get; set; }

    /// <summary>A promotion that a rollback has taken back.</summary>
    public bool TakenBack { get; set; }
    public required string StartedBy { get; set; }
    public DateTimeOffset At { get; set; }
}
