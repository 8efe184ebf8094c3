using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Prediction;
using Onebox.Api.Tasks;
using Onebox.Datasets;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Prediction.Store;
using Onebox.Serving;
using Onebox.Tasks;

namespace Onebox.Prediction.Predictions;

/// <summary><c>POST /api/predictions</c>: an answer beside every row of a dataset (<see cref="PredictionTaskHandler"/>).</summary>
internal sealed class StartPrediction(IDatasets datasets, IServing serving, PredictionStore store, ITasks tasks, Ids ids, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/predictions", async Task<Accepted<TaskAccepted>> (PredictRequest request, HttpContext http, StartPrediction start, CancellationToken cancellation) =>
        {
            var accepted = await start.RunAsync(request, http.Caller(), cancellation);
            return TypedResults.Accepted($"/api/tasks/{accepted.TaskId}", accepted);
        }).Allow(Actions.Infer).WithName("StartPrediction").WithTags("Predictions");

    private async Task<TaskAccepted> RunAsync(PredictRequest request, Caller caller, CancellationToken cancellation)
    {
        new Validation()
            .Require(!string.IsNullOrEmpty(request.Route), "route", "Name the route to ask.")
            .Require(!string.IsNullOrEmpty(request.Dataset), "dataset", "Name the dataset whose rows are asked.")
            .Require(request.Split is null || DatasetSplits.All.Contains(request.Split), "split", $"A split is one of {string.Join(", ", DatasetSplits.All)}.")
            .Require(request.Limit is null or >= 1, "limit", "The limit must be at least 1.")
            .Require(request.MaxTokens is null or >= 1, "maxTokens", "An answer has at least 1 token.")
            .ThrowIfInvalid();
        // Rows are read out to whoever may read datasets, and answers given to whoever may ask the route.
        if (!caller.May(Actions.DatasetsRead)) throw new Problem(ProblemKind.Forbidden, "access.forbidden", "Reading datasets is not allowed to you.", "Ask the box's owner.").ToException();
        if (!caller.MayUseRoute(request.Route) || serving.FindRoute(request.Route) is null) throw PredictionErrors.NoRoute(request.Route);
        var version = await datasets.RequireAsync(request.Dataset, caller, cancellation);
        var rows = PredictionRows.Count(version, request);
        if (rows == 0) throw PredictionErrors.NoRows(request.Dataset);

        var id = ids.New(ResourceKinds.Prediction);
        await store.AddAsync(
            new PredictionRecord
            {
                Id = id,
                UserId = caller.UserId,
                StartedBy = caller.Name,
                Request = JsonSerializer.Serialize(request, ApiJson.Default.PredictRequest),
                VersionId = version.Id,
                Rows = rows,
                CreatedAt = clock.GetUtcNow(),
            },
            cancellation);
        var taskId = await tasks.StartAsync(new NewTask<PredictionInput>(PredictionTaskHandler.TaskKind, $"Predict {version.Reference} with {request.Route}", new PredictionInput(id), caller, id), cancellation);
        await store.ChangePredictionAsync(id, p => p.TaskId = taskId);
        return new TaskAccepted(taskId, id);
    }
}
