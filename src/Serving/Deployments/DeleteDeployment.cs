using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Kernel.Access;
using Onebox.Kernel.Events;
using Onebox.Serving.Routing;
using Onebox.Serving.Store;

namespace Onebox.Serving.Deployments;

/// <summary><c>DELETE /api/deployments/{name}</c>: drains, stops and forgets it with the route of its own name. Refused while another route leads to it.</summary>
internal sealed class DeleteDeployment(DeploymentStore store, RouteTable routes, StopDeployment stop, IGrainFactory grains, IEvents events, IAudit audit)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/deployments/{name}", HandleAsync).Allow(Actions.DeploymentsWrite).WithName("DeleteDeployment").WithTags("Deployments");

    private static async Task<NoContent> HandleAsync(string name, HttpContext http, DeleteDeployment delete, CancellationToken cancellation)
    {
        await delete.RunAsync(name, http.Caller(), cancellation);
        return TypedResults.NoContent();
    }

    public async Task RunAsync(string name, Caller caller, CancellationToken cancellation)
    {
        var record = await store.FindAsync(name, cancellation) ?? throw DeploymentErrors.NotFound(name);
        var leading = routes.All.Where(r => r.Targets.Any(t => t.Deployment == record.Name)).ToList();
        var own = leading.Find(r => r.Name == record.Name && r.Targets.Count == 1);
        if (own is not null) leading.Remove(own);
        if (leading.Count > 0) throw DeploymentErrors.InUse(record.Name, [.. leading.Select(r => r.Name).Order(StringComparer.Ordinal)]);

        await audit.WriteAsync(caller, "deployment.deleted", record.Id, record.Name, cancellation);
        if (own is not null) await routes.DeleteAsync(own.Name, cancellation);
        await stop.RunAsync(record.Id, cancellation);
        await store.DeleteAsync(record.Id, CancellationToken.None);
        await grains.GetGrain<IDeploymentGrain>(record.Id).KeepAsync();
        events.Publish(new DeploymentDeleted(record.Id, record.Name));
    }
}
