using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Deployments;
using Onebox.Api.Tasks;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Serving.Routing;
using Onebox.Serving.Store;
using Onebox.Tasks;

namespace Onebox.Serving.Deployments;

/// <summary><c>POST /api/deployments</c>: notes the deployment, gives it a route of its name if there is none, and answers 202 with the task that ends when it is ready.</summary>
internal sealed class Deploy(FindModels models, DeploymentStore store, RouteTable routes, StartGeneration start, IAudit audit, Ids ids, TimeProvider clock)
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
        var record = await store.PutAsync(
            name,
            there =>
            {
                // One that has never come up is in nobody's way: trying again needs no new name.
                if (there is not null and not { Wanted: false, ReadyGeneration: 0 }) throw DeploymentErrors.NameTaken(name);
                var kept = there ?? new DeploymentRecord { Id = ids.New(ResourceKinds.Deployment), Name = name, ModelId = model.Id, ModelName = model.Name, Settings = "", CreatedAt = clock.GetUtcNow() };
                kept.Renew(model.Id, model.Name, settings);
                return kept;
            },
            cancellation);
        await routes.PutAsync(name, [new RouteTarget(name)], onlyNew: true, cancellation);
        await audit.WriteAsync(caller, "deployment.created", record.Id, $"{name}: {model.Name}", cancellation);
        return await start.RunAsync(record, $"Deploy {model.Name} as {name}", caller, cancellation);
    }
}

/// <summary>Has a deployment's newest generation brought up, and starts the task that follows it.</summary>
internal sealed class StartGeneration(ITasks tasks)
{
    public async Task<TaskAccepted> RunAsync(DeploymentRecord record, string title, Caller caller, CancellationToken cancellation)
    {
        // The task itself has the deployment kept, so that a host that ends in between loses nothing.
        var task = await tasks.StartAsync(new NewTask<StartDeploymentInput>(StartDeploymentTask.TaskKind, title, new(record.Id, record.Generation), caller, record.Id), cancellation);
        return new TaskAccepted(task, record.Id);
    }
}
