using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Onebox.Api.Deployments;
using Onebox.Catalog;
using Onebox.Kernel.Access;
using Onebox.Kernel.Events;

namespace Onebox.Serving.Deployments;

/// <summary>
/// A model that comes with the software answers at once: when the catalog has installed it, it gets a deployment and a route of its name, unloaded until the first request, so that a box
/// that never asks it spends no memory on it.
/// </summary>
internal sealed partial class DeployBundled(NoteDeployment note, IGrainFactory grains, IEvents events, ILogger<DeployBundled> log) : IHostedService, IDisposable
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
            var record = await note.RunAsync(model.Name, model.ModelId, model.Name, Settings, unloaded: true, Caller.Box, CancellationToken.None);
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
