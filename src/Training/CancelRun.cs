using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Training;
using Onebox.Kernel.Access;
using Onebox.Tasks;
using Onebox.Training.Running;
using Onebox.Training.Store;

namespace Onebox.Training;

/// <summary><c>POST /api/training/runs/{nameOrId}/cancel</c>: cancels its task. Checkpoints stay until the run is deleted, so that it can still be resumed.</summary>
internal sealed class CancelRun(RunStore runs, LiveRuns lives, ITasks tasks, IAudit audit)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/training/runs/{nameOrId}/cancel", async Task<Ok<TrainingRunInfo>> (string nameOrId, HttpContext http, CancelRun cancel, CancellationToken cancellation) =>
            TypedResults.Ok(await cancel.RunAsync(nameOrId, http.Caller(), cancellation))).Allow(Actions.TrainingWrite).WithName("CancelTraining").WithTags("Training");

    private async Task<TrainingRunInfo> RunAsync(string nameOrId, Caller caller, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(nameOrId, cancellation);
        if (run.HasEnded) throw TrainingErrors.Ended(run.Name, run.State.ToString().ToLowerInvariant());
        await tasks.CancelAsync(run.TaskId, cancellation);
        await audit.WriteAsync(caller, "training.cancelled", run.Id, run.Name, CancellationToken.None);
        return (await runs.RequireAsync(run.Id, cancellation)).ToInfo(lives.Find(run.Id)?.State);
    }
}
