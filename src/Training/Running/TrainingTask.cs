using Microsoft.Extensions.Hosting;
using Onebox.Api.Training;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Events;
using Onebox.Tasks;
using Onebox.Training.Store;

namespace Onebox.Training.Running;

/// <param name="RunId">The run that the task brings to its end.</param>
internal sealed record TrainingInput(string RunId);

/// <summary>
/// The task <c>training.run</c>, for the whole life of a run: attempts until the worker is done, standing while it is paused, then the model into the
/// catalog. A later host takes it up and goes on from the latest checkpoint.
/// </summary>
internal sealed class TrainingTask(RunStore runs, LiveRuns lives, AttemptRun attempt, FinishRun finish, IEvents events, IAudit audit, TrainingMetrics metrics, IHostApplicationLifetime lifetime, TimeProvider clock)
    : TaskHandler<TrainingInput>
{
    public const string TaskKind = "training.run";

    public override string Kind => TaskKind;

    public static NewTask<TrainingInput> For(RunRecord run, Caller caller) => new(TaskKind, $"Train {run.Name}", new TrainingInput(run.Id), caller, run.Id);

    protected override async Task RunAsync(TrainingInput input, TaskRun task, CancellationToken cancellation)
    {
        var live = await lives.OpenAsync(input.RunId);
        try
        {
            await ToTheEndAsync(live, task, cancellation);
        }
        catch (Exception error) when (!(error is OperationCanceledException && lifetime.ApplicationStopping.IsCancellationRequested))
        {
            await EndedBadlyAsync(live, error);
            throw;
        }
        finally
        {
            await live.SaveAsync();
            lives.Close(live);
        }
    }

    private async Task ToTheEndAsync(LiveRun live, TaskRun task, CancellationToken cancellation)
    {
        if ((await live.ReadAsync()) is { StartedAt: null } fresh && fresh.ReadPlan() is { Why.Count: > 0 } plan)
            await task.LogAsync($"Chosen for this model and this data: {string.Join("; ", plan.Why.Select(w => $"{w.Key} {Planning.SettingText.ValueOf(plan.Settings, w.Key)} ({w.Value})"))}.");
        while (true)
        {
            if ((await runs.RequireAsync(live.Id, cancellation)).PauseWanted) await StandAsync(live, task, cancellation);
            await live.ChangeAsync(run =>
            {
                run.State = TrainingState.Preparing;
                run.StartedAt ??= clock.GetUtcNow();
                run.EndedAt = null;
                run.Fail(null);
            });
            if (await attempt.RunAsync(live, task, cancellation) == AttemptEnd.Done) break;
        }

        await live.ChangeAsync(run => run.State = TrainingState.Finishing);
        task.Step("bringing the model into the catalog", "files");
        var run = await finish.RunAsync(live, task, cancellation);
        metrics.Ended(run.State);
        await audit.WriteAsync(task.StartedBy, "training.finished", run.Id, $"{run.Name}: model {run.ModelId}", CancellationToken.None);
        events.Publish(new TrainingFinished(run.Id, run.Name, run.ModelId));
    }

    /// <summary>Holds no worker and no lease until somebody resumes the run.</summary>
    private static async Task StandAsync(LiveRun live, TaskRun task, CancellationToken cancellation)
    {
        var resumed = live.Resumed;
        await live.ChangeAsync(run => run.State = TrainingState.Paused);
        task.Step("paused", "steps", live.State.Steps, live.State.Step);
        await task.LogAsync($"Paused at step {live.State.Step}: 'onebox train resume {live.Name}' goes on.");
        if ((await live.ReadAsync()).PauseWanted) await resumed.WaitAsync(cancellation);
        await task.LogAsync("Resumed.");
    }

    private async Task EndedBadlyAsync(LiveRun live, Exception error)
    {
        var problem = (error as ProblemException)?.Problem;
        var cancelled = error is OperationCanceledException;
        await live.ChangeAsync(run =>
        {
            run.State = cancelled ? TrainingState.Cancelled : TrainingState.Failed;
            run.PauseWanted = false;
            run.EndedAt = clock.GetUtcNow();
            run.Fail(cancelled ? null : problem ?? new Problem(ProblemKind.Internal, "training.failed", $"The run failed by a fault of Onebox: {error.Message}", "Its log has the details."));
        });
        metrics.Ended(cancelled ? TrainingState.Cancelled : TrainingState.Failed);
        if (!cancelled) events.Publish(new TrainingFailed(live.Id, live.Name, error.Message));
    }
}
