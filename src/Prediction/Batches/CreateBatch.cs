using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Wording;
using Onebox.Prediction.Files;
using Onebox.Prediction.Store;
using Onebox.Tasks;

namespace Onebox.Prediction.Batches;

/// <summary><c>POST /v1/batches</c>: answers at once; its requests are checked and asked by a task (<see cref="BatchTaskHandler"/>).</summary>
internal sealed class CreateBatch(FileStore files, PredictionStore store, ITasks tasks, IOptions<PredictionOptions> options, Ids ids, TimeProvider clock)
{
    private const int MaxBody = 64 * 1024, MaxMetadata = 16;

    public static readonly IReadOnlyList<string> Endpoints = ["/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses", "/v1/rerank"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/batches", HandleAsync).Allow(Actions.Infer).WithTags("OpenAI");

    private static async Task<IResult> HandleAsync(HttpContext http, CreateBatch create)
    {
        if (http.Request.ContentLength > MaxBody) throw PredictionErrors.Invalid("The body is too large.", "input_file_id");
        CreateBatchRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(http.Request.Body, BatchJson.Default.CreateBatchRequest, http.RequestAborted);
        }
        catch (JsonException error)
        {
            throw PredictionErrors.Invalid($"The body is not the JSON of a batch: {JsonFault.Of(error)}.", error.Path ?? "");
        }

        return Results.Json(BatchShape.Of(await create.RunAsync(request ?? new CreateBatchRequest(), http.Caller(), http.RequestAborted)), BatchJson.Default.BatchShape);
    }

    private async Task<BatchRecord> RunAsync(CreateBatchRequest request, Caller caller, CancellationToken cancellation)
    {
        if (request.InputFileId is null) throw PredictionErrors.Invalid("'input_file_id' is missing.", "input_file_id");
        if (request.Endpoint is null || !Endpoints.Contains(request.Endpoint)) throw PredictionErrors.Invalid($"'endpoint' must be one of {string.Join(", ", Endpoints)}.", "endpoint");
        if (request.CompletionWindow is not "24h") throw PredictionErrors.Invalid("'completion_window' must be '24h'.", "completion_window");
        if (request.Metadata is { } metadata && (metadata.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null) || (metadata.ValueKind == JsonValueKind.Object && metadata.EnumerateObject().Count() > MaxMetadata)))
            throw PredictionErrors.Invalid($"'metadata' must be an object of at most {MaxMetadata} texts.", "metadata");
        var file = await files.RequireAsync(request.InputFileId, caller.UserId, cancellation);
        if (file.Purpose != "batch") throw PredictionErrors.Invalid($"The file's purpose is '{file.Purpose}', not 'batch'.", "input_file_id");

        var record = new BatchRecord
        {
            Id = ids.New("batch"),
            UserId = caller.UserId,
            Endpoint = request.Endpoint,
            InputFileId = file.Id,
            CompletionWindow = request.CompletionWindow,
            Metadata = request.Metadata is { ValueKind: JsonValueKind.Object } kept ? kept.GetRawText() : null,
            Status = BatchStatus.Validating,
            CreatedAt = clock.GetUtcNow(),
            ExpiresAt = clock.GetUtcNow() + options.Value.ExpireAfter,
        };
        await store.AddAsync(record, cancellation);
        var taskId = await tasks.StartAsync(new NewTask<BatchInput>(BatchTaskHandler.TaskKind, $"Batch of {file.FileName} to {request.Endpoint}", new BatchInput(record.Id), caller, record.Id), cancellation);
        return await store.ChangeBatchAsync(record.Id, b => b.TaskId = taskId);
    }
}
