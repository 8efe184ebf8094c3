using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Kernel.Access;
using Onebox.Training.Running;
using Onebox.Training.Store;

namespace Onebox.Training;

/// <summary><c>DELETE /api/training/runs/{nameOrId}</c>: an ended run with its curves, checkpoints and adapter; the model that it made stays.</summary>
internal sealed class DeleteRun(RunStore runs, LiveRuns lives, RunFolders folders, IAudit audit)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/training/runs/{nameOrId}", async Task<NoContent> (string nameOrId, HttpContext http, DeleteRun delete, CancellationToken cancellation) =>
        {
            await delete.RunAsync(nameOrId, http.Caller(), cancellation);
            return TypedResults.NoContent();
        }).Allow(Actions.TrainingWrite).WithName("DeleteTraining").WithTags("Training");

    private async Task RunAsync(string nameOrId, Caller caller, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(nameOrId, cancellation);
        if (!run.HasEnded || lives.Find(run.Id) is not null) throw TrainingErrors.StillRuns(run.Name);
        // The record first: a folder without one is swept at the next start.
        await runs.RemoveAsync(run.Id);
        await audit.WriteAsync(caller, "training.deleted", run.Id, run.Name, CancellationToken.None);
        folders.Remove(run.Id);
    }
}
