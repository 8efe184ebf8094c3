using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Datasets;
using Onebox.Api.Tasks;
using Onebox.Datasets.Preparing;
using Onebox.Datasets.Store;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Tasks;

namespace Onebox.Datasets;

/// <summary><c>POST /api/datasets/{reference}/prepare</c>: reads the recipe at once, then starts the task that follows it (<see cref="PrepareTask"/>).</summary>
internal sealed class PrepareDataset(DatasetStore datasets, ITasks tasks, Ids ids, IAudit audit)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/datasets/{reference}/prepare", async Task<Accepted<TaskAccepted>> (string reference, PrepareDatasetRequest request, HttpContext http, PrepareDataset prepare, CancellationToken cancellation) =>
        {
            var accepted = await prepare.RunAsync(reference, request, http.Caller(), cancellation);
            return TypedResults.Accepted($"/api/tasks/{accepted.TaskId}", accepted);
        }).Allow(Actions.DatasetsWrite).WithName("PrepareDataset").WithTags("Datasets");

    private async Task<TaskAccepted> RunAsync(string reference, PrepareDatasetRequest request, Caller caller, CancellationToken cancellation)
    {
        new Validation()
            .Require(!string.IsNullOrWhiteSpace(request.Recipe), "recipe", "Give a recipe, as YAML.")
            .Require(request.Name is null || Names.IsValid(request.Name), "name", Names.Rule)
            .ThrowIfInvalid();
        var from = await datasets.RequireAsync(reference, caller, cancellation);
        var recipe = RecipeReader.Read(request.Recipe);
        var (name, versionId) = (request.Name ?? from.Name, ids.New(ResourceKinds.DatasetVersion));
        // Else a preparation would show rows to those who may not read where they come from.
        if (await datasets.FindAsync(name, Caller.Box, cancellation) is { } there && !there.Readers.SequenceEqual(from.Readers)) throw DatasetsErrors.OtherReaders(from.Name, name);
        await datasets.KeepReadersAsync(versionId, from.Readers);
        var input = new PrepareTask.Input(versionId, name, from.Id, from.Reference, request.Recipe, from.Readers);
        var taskId = await tasks.StartAsync(new NewTask<PrepareTask.Input>(PrepareTask.KindName, $"Prepare {name} from {from.Reference}", input, caller, versionId), cancellation);
        await audit.WriteAsync(caller, "dataset.preparation_started", versionId, $"{name} from {from.Reference}: {string.Join(", ", recipe.Steps.Select(s => s.Name))}", cancellation);
        return new TaskAccepted(taskId, name);
    }
}
