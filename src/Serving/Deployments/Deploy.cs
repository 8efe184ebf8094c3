using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Deployments;
using Onebox.Api.Tasks;
using Onebox.Kernel.Access;

namespace Onebox.Serving.Deployments;

/// <summary><c>POST /api/deployments</c>: notes the deployment and answers 202 with the task that ends when it is ready.</summary>
internal sealed class Deploy(FindModels models, NoteDeployment note, StartGeneration start)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/deployments", HandleAsync).Allow(Actions.DeploymentsWrite).WithName("Deploy").WithTags("Deployments");

    private static async Task<Accepted<TaskAccepted>> HandleAsync(DeployRequest request, HttpContext http, Deploy deploy, CancellationToken cancellation)
    {
        var accepted = await deploy.RunAsync(request, http.Caller(), cancellation);
        return TypedResults.Accepted($"/api/tasks/{accepted.TaskId}", accepted);
    }

    public async Task<TaskAccepted> RunAsync(DeployRequest request, Caller caller, CancellationToken cancellation)
    {
        var settings = request.Settings ?? new DeploymentSettings();
        var model = (await models.FindAsync(request.Model, settings, cancellation)).Model;
        var name = request.Name ?? model.Name;
        DeploySettings.Check(name, settings);
        var record = await note.RunAsync(name, model.Id, model.Name, settings, unloaded: false, caller, cancellation);
        return await start.RunAsync(record, $"Deploy {model.Name} as {name}", caller, cancellation);
    }
}
