using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Training;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Training.Contract;
using Onebox.Training.Planning;
using Onebox.Training.Running;
using Onebox.Training.Store;

namespace Onebox.Training;

/// <summary><c>PUT /api/training/runs/{nameOrId}/schedule</c>: moves the end, at once where a worker runs, else for the next one.</summary>
internal sealed class SetSchedule(RunStore runs, LiveRuns lives, IAudit audit)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/training/runs/{nameOrId}/schedule", async Task<Ok<TrainingRunInfo>> (string nameOrId, SetScheduleRequest request, HttpContext http, SetSchedule set, CancellationToken cancellation) =>
            TypedResults.Ok(await set.RunAsync(nameOrId, request, http.Caller(), cancellation))).Allow(Actions.TrainingWrite).WithName("SetTrainingSchedule").WithTags("Training");

    private async Task<TrainingRunInfo> RunAsync(string nameOrId, SetScheduleRequest request, Caller caller, CancellationToken cancellation)
    {
        new Validation()
            .Require(request.Steps is null != request.Epochs is null, "steps", "Give just one of steps and epochs.")
            .Require(request.Steps is null or > 0, "steps", "There must be at least one step.")
            .Require(request.Epochs is null or (> 0 and <= 10_000), "epochs", "Epochs must be above 0 and up to 10000.")
            .ThrowIfInvalid();
        var run = await runs.RequireAsync(nameOrId, cancellation);
        if (run.HasEnded || run.State == TrainingState.Finishing) throw TrainingErrors.Ended(run.Name, run.State.ToString().ToLowerInvariant());
        var live = lives.Find(run.Id);
        var done = (live?.State ?? run.ReadLive()).Step;
        if (request.Steps is { } asked && asked <= done) throw TrainingErrors.EndBehind(asked, done);

        run = await runs.ChangeAsync(run.Id, r =>
        {
            var plan = r.ReadPlan();
            plan = plan with { Why = plan.Why?.Where(w => w.Key is not ("epochs" or "tokens")).ToDictionary(StringComparer.Ordinal), Settings = plan.Settings with { Steps = request.Steps, Epochs = request.Epochs, Tokens = null } };
            (r.Plan, r.Recipe) = (JsonSerializer.Serialize(plan, SettingText.Json), RecipeWriter.Write(plan));
        });
        if (live?.Worker is { State: Pool.WorkerState.Running } worker) await WorkerCalls.ScheduleAsync(worker, new ScheduleChange(request.Steps, request.Epochs), cancellation);
        await audit.WriteAsync(caller, "training.rescheduled", run.Id, $"{run.Name}: {(request.Steps is { } steps ? $"{steps} steps" : $"{request.Epochs} epochs")}", CancellationToken.None);
        return run.ToInfo(live?.State);
    }
}
