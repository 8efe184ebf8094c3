namespace Onebox.Prediction.Store;

/// <summary>A file under <c>/v1/files</c>; its bytes are in <c>files/ID</c> and never change.</summary>
internal sealed class FileRecord
{
    public required string Id { get; set; }
    public required string UserId { get; set; }
    public required string FileName { get; set; }
    public required string Purpose { get; set; }

    /// <summary>The version of a dataset whose rows it holds answers to; null for files that are no prediction's.</summary>
    public string? VersionId { get; set; }
    public long Bytes { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A batch as it is kept and, nearly, as it travels.</summary>
internal sealed class BatchRecord
{
    public required string Id { get; set; }
    public required string UserId { get; set; }
    public string? TaskId { get; set; }
    public required string Endpoint { get; set; }
    public required string InputFileId { get; set; }
    public required string CompletionWindow { get; set; }
    public string? Metadata { get; set; }
    public required string Status { get; set; }

    /// <summary>JSON: what is wrong with the input, line by line.</summary>
    public string? Errors { get; set; }
    public string? OutputFileId { get; set; }
    public string? ErrorFileId { get; set; }
    public long Total { get; set; }
    public long Completed { get; set; }
    public long Failed { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? InProgressAt { get; set; }
    public DateTimeOffset? FinalizingAt { get; set; }
    public DateTimeOffset? CompletedAt { get; set; }
    public DateTimeOffset? FailedAt { get; set; }
    public DateTimeOffset? ExpiredAt { get; set; }
    public DateTimeOffset? CancellingAt { get; set; }
    public DateTimeOffset? CancelledAt { get; set; }
}

/// <summary>A prediction over a dataset.</summary>
internal sealed class PredictionRecord
{
    public required string Id { get; set; }
    public required string UserId { get; set; }
    public required string StartedBy { get; set; }
    public string? TaskId { get; set; }
    public required string Request { get; set; }

    /// <summary>The very version, so that a host that takes it up asks the same rows.</summary>
    public required string VersionId { get; set; }
    public string? FileId { get; set; }

    /// <summary>The longest answer in tokens, and why; null until the task has settled it: a host that takes it up asks alike.</summary>
    public int? AnswerLimit { get; set; }
    public string? LimitReason { get; set; }
    public long Rows { get; set; }
    public long Completed { get; set; }
    public long Failed { get; set; }

    /// <summary>Answers that did not end by themselves.</summary>
    public long Cut { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
}
