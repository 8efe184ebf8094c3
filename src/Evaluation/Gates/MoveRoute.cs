using Onebox.Api.Deployments;
using Onebox.Api.Tasks;
using Onebox.Catalog;
using Onebox.Evaluation.Store;
using Onebox.Kernel.Access;
using Onebox.Serving;
using Onebox.Tasks;

namespace Onebox.Evaluation.Gates;

/// <summary>Moves routes for promotions and rollbacks, one at a time. What a route led to stays deployed with the weight 0: warm, for the way back.</summary>
internal sealed class MoveRoute(IServing serving, ICatalog catalog, FindBase bases, ITasks tasks, PromotionStore store, IAudit audit, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _one = new(1, 1);

    public async Task PromoteAsync(string promotionId, TaskRun run, CancellationToken cancellation)
    {
        var record = (await store.FindAsync(promotionId, cancellation))!;
        run.Step($"making {record.Model} ready", "deployments");
        var active = await ReadyAsync(record.Model, run, cancellation);
        await _one.WaitAsync(cancellation);
        try
        {
            // Noted before the move: a host that takes this up knows where the route led, though it may have moved already.
            if (record.Targets is null)
            {
                var before = serving.FindRoute(record.Route)?.Targets ?? await BeginningAsync(record, active, cancellation);
                var kept = before.Where(t => t.Weight > 0 && !active.Any(a => a.Deployment == t.Deployment && a.Model == t.Model)).Select(t => t with { Weight = 0 });
                record = (await store.ChangeAsync(promotionId, r => (r.Targets, r.Previous) = (PromotionStore.Write([.. active, .. kept]), PromotionStore.Write([.. before]))))!;
            }

            run.Step($"moving {record.Route}", "routes");
            var targets = PromotionStore.ReadTargets(record.Targets);
            await serving.PutRouteAsync(record.Route, targets, run.StartedBy, CancellationToken.None);
            await store.ChangeAsync(promotionId, r => r.State = PromotionStates.Moved);
        }
        finally
        {
            _one.Release();
        }

        var back = Names(PromotionStore.ReadTargets(record.Previous));
        await audit.WriteAsync(run.StartedBy, "route.promoted", record.Id, $"{record.Route} to {record.Model}, the way back: {back}", CancellationToken.None);
        await run.LogAsync($"{record.Route} leads to {record.Model}. The way back ('onebox rollback {record.Route}'): {back}.");
    }

    /// <exception cref="Kernel.ProblemException">There is nothing to go back to, or the route was moved by hand since.</exception>
    public async Task<PromotionRecord> RollBackAsync(string route, PromotionRecord rollback, Caller caller, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var last = await store.FindLastAsync(route, cancellation) ?? throw GateErrors.NothingBefore(route);
            var (targets, previous) = (PromotionStore.ReadTargets(last.Targets), PromotionStore.ReadTargets(last.Previous));
            if (serving.FindRoute(route) is not { } now || !Same(now.Targets, targets)) throw GateErrors.MovedSince(route);
            if (!previous.Any(t => t.Weight > 0)) throw GateErrors.MadeByIt(route);
            foreach (var target in previous.Where(t => t.Weight > 0)) await AwakeAsync(route, target.Deployment, caller, cancellation);

            // What was promoted stays warm too, for another try.
            var kept = targets.Where(t => t.Weight > 0 && !previous.Any(p => p.Deployment == t.Deployment && p.Model == t.Model)).Select(t => t with { Weight = 0 });
            List<RouteTarget> back = [.. previous, .. kept];
            await serving.PutRouteAsync(route, back, caller, CancellationToken.None);
            (rollback.Model, rollback.Targets, rollback.Previous, rollback.State) = (Names(back), PromotionStore.Write(back), PromotionStore.Write([.. now.Targets]), PromotionStates.Moved);
            await store.TakeBackAsync(last.Id, rollback);
        }
        finally
        {
            _one.Release();
        }

        await audit.WriteAsync(caller, "route.rolled_back", rollback.Id, $"{route} to {rollback.Model}", CancellationToken.None);
        return rollback;
    }

    public void Dispose() => _one.Dispose();

    /// <summary>A new route has a way back, too: to what its model was held against or was trained from, where that is deployed.</summary>
    private async Task<IReadOnlyList<RouteTarget>> BeginningAsync(PromotionRecord record, IReadOnlyList<RouteTarget> active, CancellationToken cancellation)
    {
        if ((PromotionStore.ReadVerdict(record.Verdict)?.Baseline ?? await bases.OfAsync(record.Model, cancellation)) is not { } name) return [];
        IReadOnlyList<RouteTarget> targets = serving.FindRoute(name) is { } route ? [.. route.Targets.Where(t => t.Weight > 0)]
            : await serving.FindDeploymentAsync(name, cancellation) is { } deployment ? [new RouteTarget(deployment.Name)] : [];
        return Same(targets, active) ? [] : targets;
    }

    /// <summary>The targets that a name stands for, all of them answering.</summary>
    private async Task<IReadOnlyList<RouteTarget>> ReadyAsync(string name, TaskRun run, CancellationToken cancellation)
    {
        if (serving.FindRoute(name) is { } route)
        {
            var active = route.Targets.Where(t => t.Weight > 0).ToList();
            foreach (var target in active) await AwakeAsync(name, target.Deployment, run.StartedBy, cancellation);
            return active;
        }

        if (await serving.FindDeploymentAsync(name, cancellation) is { } deployment)
        {
            await AwakeAsync(name, deployment.Name, run.StartedBy, cancellation);
            return [new RouteTarget(deployment.Name)];
        }

        var model = await catalog.FindAsync(name, cancellation) ?? throw EvaluationErrors.ModelNotFound(name);
        await run.LogAsync($"{name} is not deployed: deploying it.");
        await WaitAsync(name, await serving.DeployAsync(new DeployRequest(model.Name), run.StartedBy, cancellation), cancellation);
        return [new RouteTarget(model.Name)];
    }

    private async Task AwakeAsync(string name, string target, Caller caller, CancellationToken cancellation)
    {
        const string engine = "engine:";
        if (target.StartsWith(engine, StringComparison.Ordinal)) return;
        var deployment = await serving.FindDeploymentAsync(target, cancellation) ?? throw GateErrors.Gone(name, target);
        if (deployment.State is DeploymentState.Ready or DeploymentState.Degraded or DeploymentState.Idle) return;
        if (deployment.State is DeploymentState.Stopped or DeploymentState.Failed) await WaitAsync(target, await serving.StartAsync(target, caller, cancellation), cancellation);
        // Somebody else has started it, or a restarted host brings it back: it has no task to wait for.
        while (await serving.FindDeploymentAsync(target, cancellation) is { State: DeploymentState.Starting or DeploymentState.Draining }) await Task.Delay(LookEvery, clock, cancellation);
    }

    private async Task WaitAsync(string name, TaskAccepted accepted, CancellationToken cancellation)
    {
        var ended = await tasks.WaitAsync(accepted.TaskId, cancellation);
        if (ended.State != TaskState.Succeeded) throw GateErrors.NotDeployed(name, ended.Failure?.Cause ?? "it was cancelled.");
    }

    private static bool Same(IReadOnlyList<RouteTarget> a, IReadOnlyList<RouteTarget> b) =>
        a.Where(t => t.Weight > 0).Select(t => (t.Deployment, t.Model)).ToHashSet().SetEquals(b.Where(t => t.Weight > 0).Select(t => (t.Deployment, t.Model)));

    private static string Names(IReadOnlyList<RouteTarget> targets) => targets.Any(t => t.Weight > 0) ? string.Join(", ", targets.Where(t => t.Weight > 0).Select(t => t.Deployment)) : "nothing";
}
