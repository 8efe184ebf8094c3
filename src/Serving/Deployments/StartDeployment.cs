using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Tasks;
using Onebox.Kernel.Access;
using Onebox.Serving.Store;

namespace Onebox.Serving.Deployments;

/// <summary><c>POST /api/deployments/{name}/start</c>: starts a stopped or failed one with its settings; loads an idle one.</summary>
internal sealed class StartDeployment(DeploymentStore store, LiveDeployments live, StartGeneration start, IAudit audit)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/deployments/{name}/start", HandleAsync).Allow(Actions.DeploymentsWrite).WithName("StartDeployment").WithTags("Deployments");

    private static async Task<Accepted<TaskAccepted>> HandleAsync(string name, HttpContext http, StartDeployment start, CancellationToken cancellation)
    {
        var accepted = await start.RunAsync(name, http.Caller(), cancellation);
        return TypedResults.Accepted($"/api/tasks/{accepted.TaskId}", accepted);
    }

    public async Task<TaskAccepted> RunAsync(string name, Caller caller, CancellationToken cancellation)
    {
        var there = await store.FindAsync(name, cancellation) ?? throw DeploymentErrors.NotFound(name);
        var runs = live.Open(there.Id).Status.State is not (Api.Deployments.DeploymentState.Failed or Api.Deployments.DeploymentState.Stopped);
        var record = await store.ChangeAsync(
            there.Id,
            r =>
            {
                if (r is { Wanted: true, Unloaded: false } && runs) throw DeploymentErrors.AlreadyRuns(r.Name);
                if (r is { Wanted: true, Unloaded: true }) r.Unloaded = false;
                // A generation of its own, so that a failure now is told as one.
                else r.Renew(r.ModelId, r.ModelName, r.ReadSettings());
            },
            cancellation) ?? throw DeploymentErrors.NotFound(name);
        await audit.WriteAsync(caller, "deployment.started", record.Id, record.Name, cancellation);
        return await start.RunAsync(record, $"Start {record.Name}", caller, cancellation);
    }
}
