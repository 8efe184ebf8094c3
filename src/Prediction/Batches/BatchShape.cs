using System.Text.Json;
using System.Text.Json.Serialization;
using Onebox.Prediction.Store;

namespace Onebox.Prediction.Batches;

internal static class BatchStatus
{
    public const string Validating = "validating", Failed = "failed", InProgress = "in_progress", Finalizing = "finalizing", Completed = "completed", Expired = "expired", Cancelling = "cancelling", Cancelled = "cancelled";

    public static bool HasEnded(string status) => status is Failed or Completed or Expired or Cancelled;
}

/// <summary>A batch in OpenAI's shape; times are Unix seconds.</summary>
internal sealed record BatchShape
{
    public required string Id { get; init; }
    public string Object { get; init; } = "batch";
    public required string Endpoint { get; init; }
    public BatchErrors? Errors { get; init; }
    public required string InputFileId { get; init; }
    public required string CompletionWindow { get; init; }
    public required string Status { get; init; }
    public string? OutputFileId { get; init; }
    public string? ErrorFileId { get; init; }
    public required long CreatedAt { get; init; }
    public long? InProgressAt { get; init; }
    public long? ExpiresAt { get; init; }
    public long? FinalizingAt { get; init; }
    public long? CompletedAt { get; init; }
    public long? FailedAt { get; init; }
    public long? ExpiredAt { get; init; }
    public long? CancellingAt { get; init; }
    public long? CancelledAt { get; init; }
    public required BatchCounts RequestCounts { get; init; }
    public JsonElement? Metadata { get; init; }

    public static BatchShape Of(BatchRecord batch) => new()
    {
        Id = batch.Id,
        Endpoint = batch.Endpoint,
        Errors = batch.Errors is null ? null : JsonSerializer.Deserialize(batch.Errors, BatchJson.Default.BatchErrors),
        InputFileId = batch.InputFileId,
        CompletionWindow = batch.CompletionWindow,
        Status = batch.Status,
        OutputFileId = batch.OutputFileId,
        ErrorFileId = batch.ErrorFileId,
        CreatedAt = batch.CreatedAt.ToUnixTimeSeconds(),
        InProgressAt = batch.InProgressAt?.ToUnixTimeSeconds(),
        ExpiresAt = batch.ExpiresAt.ToUnixTimeSeconds(),
        FinalizingAt = batch.FinalizingAt?.ToUnixTimeSeconds(),
        CompletedAt = batch.CompletedAt?.ToUnixTimeSeconds(),
        FailedAt = batch.FailedAt?.ToUnixTimeSeconds(),
        ExpiredAt = batch.ExpiredAt?.ToUnixTimeSeconds(),
        CancellingAt = batch.CancellingAt?.ToUnixTimeSeconds(),
        CancelledAt = batch.CancelledAt?.ToUnixTimeSeconds(),
        RequestCounts = new BatchCounts(batch.Total, batch.Completed, batch.Failed),
        Metadata = batch.Metadata is null ? null : JsonSerializer.Deserialize(batch.Metadata, BatchJson.Default.JsonElement),
    };
}

internal sealed record BatchCounts(long Total, long Completed, long Failed);

internal sealed record BatchErrors(string Object, IReadOnlyList<BatchError> Data);

internal sealed record BatchError(string Code, string Message, string? Param, long? Line);

internal sealed record BatchList(string Object, IReadOnlyList<BatchShape> Data, string? FirstId, string? LastId, bool HasMore);

/// <summary><c>POST /v1/batches</c>.</summary>
internal sealed record CreateBatchRequest(string? InputFileId = null, string? Endpoint = null, string? CompletionWindow = null, JsonElement? Metadata = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BatchShape))]
[JsonSerializable(typeof(BatchList))]
[JsonSerializable(typeof(BatchErrors))]
[JsonSerializable(typeof(CreateBatchRequest))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class BatchJson : JsonSerializerContext;
