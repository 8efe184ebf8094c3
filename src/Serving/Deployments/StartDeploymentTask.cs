using Microsoft.Extensions.Hosting;
using Onebox.Api.Deployments;
using Onebox.Catalog;
using Onebox.Serving.Store;
using Onebox.Tasks;

namespace Onebox.Serving.Deployments;

internal sealed record StartDeploymentInput(string DeploymentId, int Generation);

/// <summary>
/// The task <c>deployment.start</c>: ends when all replicas of the generation answer, or fails with the reason for which it does not come up. It only
/// watches and reports: the keeper does the work, and goes on with it after a restart of the host as this task does.
/// </summary>
internal sealed class StartDeploymentTask(DeploymentStore store, ICatalog catalog, LiveDeployments live, IGrainFactory grains, IHostApplicationLifetime lifetime) : TaskHandler<StartDeploymentInput>
{
    public const string TaskKind = "deployment.start";

    public override string Kind => TaskKind;

    protected override async Task RunAsync(StartDeploymentInput input, TaskRun run, CancellationToken cancellation)
    {
        try
        {
            await grains.GetGrain<IDeploymentGrain>(input.DeploymentId).KeepAsync();
            await FollowAsync(input, run, live.Open(input.DeploymentId), cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await TakeBackAsync(input);
            throw;
        }
    }

    private async Task FollowAsync(StartDeploymentInput input, TaskRun run, LiveDeployment deployment, CancellationToken cancellation)
    {
        var step = "";
        while (true)
        {
            var changed = deployment.Changed;
            var record = await store.FindAsync(input.DeploymentId, cancellation) ?? throw DeploymentErrors.NotFound(input.DeploymentId);
            if (record.FailedGeneration == input.Generation) throw record.Failure!.ToException();
            if (record.Generation != input.Generation) throw DeploymentErrors.Superseded(record.Name);
            if (!record.Wanted) throw DeploymentErrors.Stopped(record.Name);
            // It was ready, and has already been unloaded again.
            if (record.Unloaded && record.ReadyGeneration >= input.Generation) return;
            var status = deployment.Status;
            if (status.Generation == input.Generation)
            {
                if (status is { Settled: true, State: DeploymentState.Ready })
                {
                    await TellAsync(record, run, cancellation);
                    return;
                }

                // Some answer and the rest finds no room: that is not what was asked for.
                if (status is { NoRoom: { } refusal, State: DeploymentState.Degraded }) throw refusal.ToException();
                step = Report(run, status, record.ReadSettings().Replicas, step);
            }

            await changed.WaitAsync(cancellation);
        }
    }

    private async Task TellAsync(DeploymentRecord record, TaskRun run, CancellationToken cancellation)
    {
        var settings = record.ReadSettings();
        var asked = settings.ContextTokens;
        await run.LogAsync($"{record.Name} answers: {settings.Replicas} {(settings.Replicas == 1 ? "replica" : "replicas")}{(asked is null ? "" : $", {asked} tokens of context")}.");
        var trained = (await catalog.FindAsync(record.ModelId, cancellation))?.Architecture.ContextLength;
        if (asked > trained) await run.LogAsync($"The model was trained for {trained} tokens of context, and {asked} were asked for: beyond what it was trained for, its answers fall apart.", "warning");
    }

    /// <returns>The step that is under way.</returns>
    private static string Report(TaskRun run, DeploymentStatus status, int count, string before)
    {
        var mine = status.Replicas.Where(r => r.Generation == status.Generation).ToList();
        var ready = mine.Count(r => r.Stage == ReplicaStage.Ready);
        var loading = mine.FirstOrDefault(r => r.Stage is ReplicaStage.Loading or ReplicaStage.Warming);
        var step = loading switch
        {
            { Stage: ReplicaStage.Warming } => "warming up",
            { } => "loading the model",
            null when mine.Count > ready => "starting the worker",
            null when ready == count => "draining the replicas before",
            null => "finding room",
        };
        const string unit = "replicas";
        if (step != before) run.Step(step, unit, count, ready);
        run.Report(ready + (loading?.LoadProgress ?? 0), count);
        return step;
    }

    private async Task TakeBackAsync(StartDeploymentInput input)
    {
        await store.ChangeAsync(
            input.DeploymentId,
            record =>
            {
                if (record.Generation == input.Generation && record.ReadyGeneration < input.Generation && !record.GoBack()) record.Wanted = false;
            },
            CancellationToken.None);
        await grains.GetGrain<IDeploymentGrain>(input.DeploymentId).KeepAsync();
    }
}
