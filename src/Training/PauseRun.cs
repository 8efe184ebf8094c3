using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Training;
using Onebox.Kernel.Access;
using Onebox.Training.Running;
using Onebox.Training.Store;

namespace Onebox.Training;

/// <summary><c>POST /api/training/runs/{nameOrId}/pause</c>: answers when the wish is noted; the run is paused once its checkpoint is written and its devices are free.</summary>
internal sealed class PauseRun(RunStore runs, LiveRuns lives, IAudit audit)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/training/runs/{nameOrId}/pause", async Task<Ok<TrainingRunInfo>> (string nameOrId, HttpContext http, PauseRun pause, CancellationToken cancellation) =>
            TypedResults.Ok(await pause.RunAsync(nameOrId, http.Caller(), cancellation))).Allow(Actions.TrainingWrite).WithName("PauseTraining").WithTags("Training");

    private async Task<TrainingRunInfo> RunAsync(string nameOrId, Caller caller, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(nameOrId, cancellation);
        if (run.HasEnded || run.State is TrainingState.Finishing) throw TrainingErrors.NotRunning(run.Name, run.State.ToString().ToLowerInvariant());
        if (run is { State: TrainingState.Paused, PauseWanted: true }) return run.ToInfo();
        run = await runs.ChangeAsync(run.Id, r => r.PauseWanted = true);
        var live = lives.Find(run.Id);
        live?.Changed();
        // A worker that does not answer yet is told once it does.
        if (live?.Worker is { State: Pool.WorkerState.Running } worker)
        {
            try
            {
                await WorkerCalls.PauseAsync(worker, cancellation);
            }
            catch (HttpRequestException)
            {
                // It is just ending: then it stands before the next one starts.
            }
        }

        await audit.WriteAsync(caller, "training.paused", run.Id, run.Name, CancellationToken.None);
        return run.ToInfo(live?.State);
    }
}
