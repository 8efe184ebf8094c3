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

/// <summary><c>POST /api/training/runs/{nameOrId}/resume</c>: a paused run goes on; one that failed or was cancelled gets a new task and goes on from its latest checkpoint.</summary>
internal sealed class ResumeRun(RunStore runs, LiveRuns lives, ITasks tasks, IAudit audit)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/training/runs/{nameOrId}/resume", async Task<Ok<TrainingRunInfo>> (string nameOrId, HttpContext http, ResumeRun resume, CancellationToken cancellation) =>
            TypedResults.Ok(await resume.RunAsync(nameOrId, http.Caller(), cancellation))).Allow(Actions.TrainingWrite).WithName("ResumeTraining").WithTags("Training");

    private async Task<TrainingRunInfo> RunAsync(string nameOrId, Caller caller, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(nameOrId, cancellation);
        if (run.State is TrainingState.Failed or TrainingState.Cancelled) run = await AgainAsync(run, caller, cancellation);
        else if (run.PauseWanted) run = await runs.ChangeAsync(run.Id, r => r.PauseWanted = false);
        // It stands for want of room on the disk: try at once.
        else if (run.State == TrainingState.Paused && lives.Find(run.Id)?.Worker is { } worker) await WorkerCalls.ResumeAsync(worker, cancellation);
        else throw TrainingErrors.NotPaused(run.Name, run.State.ToString().ToLowerInvariant());

        lives.Find(run.Id)?.Resume();
        await audit.WriteAsync(caller, "training.resumed", run.Id, run.Name, CancellationToken.None);
        return run.ToInfo(lives.Find(run.Id)?.State);
    }

    private async Task<RunRecord> AgainAsync(RunRecord run, Caller caller, CancellationToken cancellation)
    {
        await runs.ChangeAsync(run.Id, r =>
        {
            (r.State, r.PauseWanted, r.EndedAt) = (TrainingState.Queued, false, null);
            r.Fail(null);
        });
        var taskId = await tasks.StartAsync(TrainingTask.For(run, caller), cancellation);
        return await runs.ChangeAsync(run.Id, r => r.TaskId = taskId);
    }
}
