using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Kernel.Access;
using Onebox.Serving.Store;

namespace Onebox.Serving.Deployments;

/// <summary><c>POST /api/deployments/{name}/stop</c>: answers when its requests are finished and its workers have ended; it can be started again.</summary>
internal sealed class StopDeployment(DeploymentStore store, LiveDeployments live, IGrainFactory grains)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/deployments/{name}/stop", HandleAsync).Allow(Actions.DeploymentsWrite).WithName("StopDeployment").WithTags("Deployments");

    private static async Task<NoContent> HandleAsync(string name, HttpContext http, DeploymentStore store, StopDeployment stop, IAudit audit, CancellationToken cancellation)
    {
        var record = await store.FindAsync(name, cancellation) ?? throw DeploymentErrors.NotFound(name);
        await audit.WriteAsync(http.Caller(), "deployment.stopped", record.Id, record.Name, cancellation);
        await stop.RunAsync(record.Id, cancellation);
        return TypedResults.NoContent();
    }

    public async Task RunAsync(string id, CancellationToken cancellation)
    {
        await store.ChangeAsync(
            id,
            r =>
            {
                (r.Wanted, r.Unloaded, r.Previous) = (false, false, null);
                r.ForgetFailure();
            },
            cancellation);
        await grains.GetGrain<IDeploymentGrain>(id).KeepAsync();
        await live.Open(id).WaitAsync(s => s is { Settled: true, State: Api.Deployments.DeploymentState.Stopped }, cancellation);
    }
}
