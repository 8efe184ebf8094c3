using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Deployments;
using Onebox.Api.Tasks;
using Onebox.Kernel.Access;
using Onebox.Serving.Store;

namespace Onebox.Serving.Deployments;

/// <summary>
/// <c>PUT /api/deployments/{name}</c>: another model or other settings, without a lost request. If they do not come up, the deployment goes on
/// with what it had, and the task says why.
/// </summary>
internal static class ReplaceDeployment
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/deployments/{name}", HandleAsync).Allow(Actions.DeploymentsWrite).WithName("ReplaceDeployment").WithTags("Deployments");

    private static async Task<Accepted<TaskAccepted>> HandleAsync(
        string name, DeployRequest request, HttpContext http, DeploymentStore store, FindModels models, StartGeneration start, IAudit audit, CancellationToken cancellation)
    {
        var there = await store.FindAsync(name, cancellation) ?? throw DeploymentErrors.NotFound(name);
        var settings = request.Settings ?? there.ReadSettings();
        var model = (await models.FindAsync(request.Model, settings, cancellation)).Model;
        DeploySettings.Check(there.Name, settings);
        var record = await store.ChangeAsync(there.Id, r => r.Renew(model.Id, model.Name, settings), cancellation) ?? throw DeploymentErrors.NotFound(name);
        await audit.WriteAsync(http.Caller(), "deployment.replaced", record.Id, $"{record.Name}: {model.Name}, generation {record.Generation}", cancellation);
        var accepted = await start.RunAsync(record, $"Replace {record.Name} by {model.Name}", http.Caller(), cancellation);
        return TypedResults.Accepted($"/api/tasks/{accepted.TaskId}", accepted);
    }
}
