using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Datasets;
using Onebox.Api.Tasks;
using Onebox.Datasets.Importing;
using Onebox.Datasets.Store;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Tasks;

namespace Onebox.Datasets;

/// <summary><c>POST /api/datasets/import</c>: checks what can be checked at once, then starts the task that does it (<see cref="ImportTask"/>); the answer names the dataset.</summary>
internal sealed class ImportDataset(DatasetSource source, DatasetStore datasets, ITasks tasks, Ids ids, IAudit audit)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/datasets/import", async Task<Accepted<TaskAccepted>> (ImportDatasetRequest request, HttpContext http, ImportDataset import, CancellationToken cancellation) =>
        {
            var accepted = await import.RunAsync(request, http.Caller(), cancellation);
            return TypedResults.Accepted($"/api/tasks/{accepted.TaskId}", accepted);
        }).Allow(Actions.DatasetsWrite).WithName("ImportDataset").WithTags("Datasets");

    private async Task<TaskAccepted> RunAsync(ImportDatasetRequest request, Caller caller, CancellationToken cancellation)
    {
        ImportRequests.Validate(request);
        if (request.Path is { } path) await datasets.RequireReadableAsync(path, caller, cancellation);
        await source.CheckAsync(request, cancellation);
        var fileName = await source.FileNameAsync(request, cancellation);
        var name = request.Name ?? Names.From(ImportRequests.Stem(fileName)) ?? throw DatasetsErrors.NoName(fileName);
        var there = await datasets.FindAsync(name, Caller.Box, cancellation);
        if (there?.MayBeReadBy(caller) == false) throw DatasetsErrors.OthersName(name);
        var description = await source.DescribeAsync(request, cancellation);
        var versionId = ids.New(ResourceKinds.DatasetVersion);
        await datasets.KeepReadersAsync(versionId, request.Readers ?? there?.Readers ?? []);
        var taskId = await tasks.StartAsync(new NewTask<ImportTask.Input>(ImportTask.KindName, $"Import {name} from {description}", new ImportTask.Input(versionId, name, description, request), caller, versionId), cancellation);
        await audit.WriteAsync(caller, "dataset.import_started", versionId, $"{name} from {description}", cancellation);
        return new TaskAccepted(taskId, name);
    }
}
