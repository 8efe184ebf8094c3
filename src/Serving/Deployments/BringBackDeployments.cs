using Microsoft.Extensions.Hosting;
using Onebox.Kernel;
using Onebox.Serving.Store;

namespace Onebox.Serving.Deployments;

/// <summary>After a start, keeps every deployment again: those that ran come back by themselves, the others are there to be seen.</summary>
internal sealed class BringBackDeployments(DeploymentStore store, IGrainFactory grains, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The pool and the grains' silo must be there first.
        await lifetime.UntilStartedAsync(stoppingToken);
        foreach (var deployment in await store.ListAsync(stoppingToken)) await grains.GetGrain<IDeploymentGrain>(deployment.Id).KeepAsync();
    }
}
