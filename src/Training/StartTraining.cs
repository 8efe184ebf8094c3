using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Tasks;
using Onebox.Api.Training;
using Onebox.Catalog;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Tasks;
using Onebox.Training.Planning;
using Onebox.Training.Running;
using Onebox.Training.Store;

namespace Onebox.Training;

/// <summary><c>POST /api/training/runs</c>: refuses what is wrong or does not fit, with all errors and numbers; else starts the task (<see cref="TrainingTask"/>).</summary>
internal sealed class StartTraining(MakePlan makePlan, OutOfMemoryAdvice advice, RunStore runs, ICatalog catalog, ITasks tasks, Ids ids, IAudit audit, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/training/runs", async Task<Accepted<TaskAccepted>> (StartTrainingRequest request, HttpContext http, StartTraining start, CancellationToken cancellation) =>
        {
            var accepted = await start.RunAsync(request, http.Caller(), cancellation);
            return TypedResults.Accepted($"/api/tasks/{accepted.TaskId}", accepted);
        }).Allow(Actions.TrainingWrite).WithName("StartTraining").WithTags("Training");

    private async Task<TaskAccepted> RunAsync(StartTrainingRequest request, Caller caller, CancellationToken cancellation)
    {
        var outcome = await makePlan.RunAsync(request, caller, cancellation);
        if (outcome.Plan is not { } plan) throw TrainingErrors.Invalid(outcome.Errors.All);
        if (outcome.Fit is { Verdict: not "fits" } fit) throw TrainingErrors.DoesNotFit(fit, advice.Levers(plan.Name, outcome.Facts!, MakePlan.ShapeOf(plan.Settings), fit.Devices.Count == 0 ? null : fit.Devices.Max(d => d.FreeBytes)));
        if (await catalog.FindAsync(plan.Name, cancellation) is not null) throw TrainingErrors.ModelNameTaken(plan.Name);

        var run = new RunRecord
        {
            Id = ids.New(ResourceKinds.TrainingRun),
            Name = plan.Name,
            State = TrainingState.Queued,
            TaskId = "",
            Plan = JsonSerializer.Serialize(plan, SettingText.Json),
            Recipe = RecipeWriter.Write(plan),
            CodeVersion = CodeVersion.Text,
            NeededBytes = outcome.Fit?.TotalBytes ?? 0,
            Threads = plan.Settings.Threads,
            ModelId = ids.New(ResourceKinds.Model),
            StartedBy = caller.Name,
            CreatedAt = clock.GetUtcNow(),
        };
        await runs.AddAsync(run, cancellation);
        var taskId = await tasks.StartAsync(TrainingTask.For(run, caller), CancellationToken.None);
        await runs.ChangeAsync(run.Id, r => r.TaskId = taskId);
        await audit.WriteAsync(caller, "training.started", run.Id, $"{run.Name} ({SettingText.ValueOf(plan.Settings, "method")}{(plan.Base is null ? "" : $" on {plan.Base.Name}")})", CancellationToken.None);
        return new TaskAccepted(taskId, run.Id);
    }
}
