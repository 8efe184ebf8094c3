using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Prediction.Store;
using Onebox.Tasks;

namespace Onebox.Prediction.Batches;

/// <summary><c>GET /v1/batches</c>, <c>GET /v1/batches/{id}</c>, <c>POST /v1/batches/{id}/cancel</c>: the caller's own.</summary>
internal static class ReadBatches
{
    private const int MaxLimit = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/batches").Allow(Actions.Infer).WithTags("OpenAI");
        group.MapGet("", ListAsync);
        group.MapGet("/{id}", async (string id, HttpContext http, PredictionStore store) => Json(await RequireAsync(id, http, store)));
        group.MapPost("/{id}/cancel", CancelAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, PredictionStore store, string? after = null, int limit = 20)
    {
        limit = Math.Clamp(limit, 1, MaxLimit);
        var records = await store.ListBatchesAsync(http.Caller().UserId, after, limit + 1, http.RequestAborted);
        List<BatchShape> data = [.. records.Take(limit).Select(BatchShape.Of)];
        return Results.Json(new BatchList("list", data, data.FirstOrDefault()?.Id, data.LastOrDefault()?.Id, records.Count > limit), BatchJson.Default.BatchList);
    }

    private static async Task<IResult> CancelAsync(string id, HttpContext http, PredictionStore store, ITasks tasks, TimeProvider clock)
    {
        var batch = await RequireAsync(id, http, store);
        if (BatchStatus.HasEnded(batch.Status)) throw PredictionErrors.Ended(id, batch.Status);
        batch = await store.ChangeBatchAsync(id, b =>
        {
            if (BatchStatus.HasEnded(b.Status)) return;
            (b.Status, b.CancellingAt) = (BatchStatus.Cancelling, b.CancellingAt ?? clock.GetUtcNow());
        });
        try
        {
            if (batch is { Status: BatchStatus.Cancelling, TaskId: { } task }) await tasks.CancelAsync(task, http.RequestAborted);
        }
        catch (ProblemException error) when (error.Problem.Code == "task.ended")
        {
            // It ended between the look and the wish: what it became stands in the batch.
            batch = await RequireAsync(id, http, store);
        }

        return Json(batch);
    }

    private static async Task<BatchRecord> RequireAsync(string id, HttpContext http, PredictionStore store) =>
        await store.FindBatchAsync(id, http.RequestAborted) is { } batch && batch.UserId == http.Caller().UserId ? batch : throw PredictionErrors.NoBatch(id);

    private static IResult Json(BatchRecord batch) => Results.Json(BatchShape.Of(batch), BatchJson.Default.BatchShape);
}
