using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Onebox.Api.Deployments;
using Onebox.Catalog;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Events;
using Onebox.Serving.Routing;
using Onebox.Serving.Store;

namespace Onebox.Serving.Deployments;

/// <summary>
/// A model that comes with the software answers at once: when the catalog has installed it, it gets a deployment and a route of its name, unloaded until the first request, so that a box
/// that never asks it spends no memory on it.
/// </summary>
internal sealed partial class DeployBundled(DeploymentStore store, RouteTable routes, IGrainFactory grains, IEvents events, IAudit audit, Ids ids, TimeProvider clock, ILogger<DeployBundled> log) : IHostedService, IDisposable
{
    private static readonly DeploymentSettings Settings = new() { IdleUnloadSeconds = 900 };

    private IDisposable? _subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = events.Subscribe<ModelImported>(model =>
        {
            if (model.Bundled) _ = DeployAsync(model);
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _subscription?.Dispose();

    private async Task DeployAsync(ModelImported model)
    {
        try
        {
            var record = await store.PutAsync(
                model.Name,
                there =>
                {
                    if (there is not null) throw DeploymentErrors.NameTaken(model.Name);
                    var made = new DeploymentRecord { Id = ids.New(ResourceKinds.Deployment), Name = model.Name, ModelId = model.ModelId, ModelName = model.Name, Settings = "", CreatedAt = clock.GetUtcNow() };
                    made.Renew(model.ModelId, model.Name, Settings);
                    (made.Unloaded, made.ReadyGeneration) = (true, made.Generation);
                    return made;
                },
                CancellationToken.None);
            await routes.PutAsync(model.Name, [new RouteTarget(model.Name)], onlyNew: true, CancellationToken.None);
            await audit.WriteAsync(Caller.Box, "deployment.created", record.Id, $"{model.Name}, which comes with the software", CancellationToken.None);
            await grains.GetGrain<IDeploymentGrain>(record.Id).KeepAsync();
        }
        catch (Exception error)
        {
            // The model is there; its owner can deploy it.
            Failed(error, model.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model {Name} that comes with the software could not be deployed")]
    private partial void Failed(Exception error, string name);
}
