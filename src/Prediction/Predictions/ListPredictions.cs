using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Prediction;
using Onebox.Api.Tasks;
using Onebox.Kernel.Access;
using Onebox.Prediction.Store;
using Onebox.Tasks;

namespace Onebox.Prediction.Predictions;

/// <summary><c>GET /api/predictions</c> (newest first) and <c>/api/predictions/{id}</c>.</summary>
internal static class ListPredictions
{
    private const int MaxLimit = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/predictions").Allow(Actions.TasksRead).WithTags("Predictions");
        group.MapGet("", async Task<Ok<Page<PredictionInfo>>> (HttpContext http, PredictionStore store, PredictionReaders readers, ITasks tasks, CancellationToken cancellation, int limit = 50) =>
        {
            List<PredictionInfo> items = [];
            foreach (var record in await store.ListPredictionsAsync(Math.Clamp(limit, 1, MaxLimit), cancellation))
            {
                if (await readers.AdmitAsync(record, http.Caller(), cancellation)) items.Add(await InfoAsync(record, tasks, cancellation));
            }

            return TypedResults.Ok(new Page<PredictionInfo>(items));
        }).WithName("ListPredictions");
        group.MapGet("/{id}", async Task<Ok<PredictionInfo>> (string id, HttpContext http, PredictionStore store, PredictionReaders readers, ITasks tasks, CancellationToken cancellation) =>
            await store.FindPredictionAsync(id, cancellation) is { } record && await readers.AdmitAsync(record, http.Caller(), cancellation)
                ? TypedResults.Ok(await InfoAsync(record, tasks, cancellation))
                : throw PredictionErrors.NotFound(id)).WithName("GetPrediction");
    }

    private static async Task<PredictionInfo> InfoAsync(PredictionRecord record, ITasks tasks, CancellationToken cancellation)
    {
        var task = record.TaskId is null ? null : await tasks.FindAsync(record.TaskId, cancellation);
        var ended = record.EndedAt is not null && record.FileId is not null;
        return new PredictionInfo
        {
            Id = record.Id,
            TaskId = record.TaskId ?? "",
            State = ended ? TaskState.Succeeded : task?.State ?? TaskState.Queued,
            Request = JsonSerializer.Deserialize(record.Request, ApiJson.Default.PredictRequest)!,
            StartedBy = record.StartedBy,
            CreatedAt = record.CreatedAt,
            EndedAt = record.EndedAt ?? task?.EndedAt,
            Rows = record.Rows,
            Completed = ended ? record.Completed : (long)(task?.Progress?.Done ?? 0),
            Failed = record.Failed,
            MaxTokens = record.AnswerLimit,
            MaxTokensReason = record.LimitReason,
            Cut = record.Cut,
            FileId = ended ? record.FileId : null,
            Failure = task?.Failure,
        };
    }
}
