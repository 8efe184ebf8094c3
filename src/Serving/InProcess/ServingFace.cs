using Onebox.Api.Deployments;
using Onebox.Api.Tasks;
using Onebox.Kernel.Access;
using Onebox.Serving.Deployments;
using Onebox.Serving.Routing;
using Onebox.Serving.Store;

namespace Onebox.Serving.InProcess;

/// <summary>The public face over the parts that do the work.</summary>
internal sealed class ServingFace(
    AskInProcess ask, RouteTable routes, Groups groups, Deploy deploy, DeleteDeployment delete, StartDeployment start, DeploymentStore store, LiveDeployments live, IAudit audit) : IServing
{
    public Task<ServedAnswer> AskAsync(string path, ReadOnlyMemory<byte> body, Caller caller, bool background = false, CancellationToken cancellation = default) =>
        ask.RunAsync(path, body, caller, background, cancellation);

    public async Task<int> AskAsync(string path, ReadOnlyMemory<byte> body, Caller caller, Stream to, CancellationToken cancellation = default) =>
        (await ask.RunAsync(path, body, caller, background: false, to, cancellation)).Status;

    public RouteInfo? FindRoute(string name) => routes.Find(name)?.ToInfo();

    public IReadOnlyList<RouteInfo> ListRoutes() => [.. routes.All.OrderBy(r => r.Name, StringComparer.Ordinal).Select(r => r.ToInfo())];

    public RouteLoad? LoadOf(string route)
    {
        if (routes.Find(route) is not { } found) return null;
        int slots = 0, outstanding = 0, background = 0, waiting = 0;
        var known = true;
        foreach (var target in found.Targets.Where(t => t.Weight > 0))
        {
            if (groups.Find(target.Deployment) is not { } group) continue;
            waiting += group.Waiting;
            background += group.Background;
            outstanding += group.View.Ready.Sum(u => u.Outstanding);
            if (target.Deployment.StartsWith(Groups.EnginePrefix, StringComparison.Ordinal)) known = false;
            else slots += live.Open(group.Id).Status.Replicas.Where(r => r.Stage == ReplicaStage.Ready).Sum(r => r.Settings.Parallel ?? 1);
        }

        return new RouteLoad(known ? slots : null, outstanding, background, waiting);
    }

    public async Task<RouteInfo> PutRouteAsync(string name, IReadOnlyList<RouteTarget> targets, Caller caller, CancellationToken cancellation = default)
    {
        var route = await routes.PutAsync(name, targets, onlyNew: false, cancellation);
        await audit.WriteAsync(caller, "route.moved", route.Id, $"{name}: {string.Join(", ", targets.Select(t => $"{t.Deployment} {t.Weight}"))}", cancellation);
        return route.ToInfo();
    }

    public async Task<DeploymentInfo?> FindDeploymentAsync(string nameOrId, CancellationToken cancellation = default) =>
        await store.FindAsync(nameOrId, cancellation) is { } record ? live.Open(record.Id).ToInfo(record) : null;

    public Task<TaskAccepted> DeployAsync(DeployRequest request, Caller caller, CancellationToken cancellation = default) => deploy.RunAsync(request, caller, cancellation);

    public Task<TaskAccepted> StartAsync(string name, Caller caller, CancellationToken cancellation = default) => start.RunAsync(name, caller, cancellation);

    public Task DeleteDeploymentAsync(string name, Caller caller, CancellationToken cancellation = default) => delete.RunAsync(name, caller, cancellation);
}
