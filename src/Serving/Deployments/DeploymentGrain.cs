using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Onebox.Kernel.Events;
using Onebox.Serving.Routing;
using Onebox.Serving.Store;

namespace Onebox.Serving.Deployments;

/// <summary>The one owner of a deployment across all nodes.</summary>
internal interface IDeploymentGrain : IGrainWithStringKey
{
    /// <summary>Keeps the deployment as its record wants it from now on; reads the record again when it is already kept.</summary>
    Task KeepAsync();
}

/// <summary>The keeper's loop runs on the thread pool; the grain only holds it, and lives as long as it does.</summary>
[KeepAlive]
internal sealed class DeploymentGrain(
    DeploymentStore store, StartReplica start, WatchReplica watch, EndReplica end, Groups groups, LiveDeployments live, IEvents events,
    IOptions<ServingOptions> options, TimeProvider clock, ILogger<DeploymentKeeper> log, IHostApplicationLifetime lifetime) : Grain, IDeploymentGrain
{
    private DeploymentKeeper? _keeper;
    private Task _keeping = Task.CompletedTask;

    public Task KeepAsync()
    {
        if (_keeper is not null && !_keeping.IsCompleted)
        {
            _keeper.Nudge(record: true);
            return Task.CompletedTask;
        }

        _keeper = new DeploymentKeeper(this.GetPrimaryKeyString(), new KeeperTools(store, start, watch, end, groups, live, events, options, clock, log));
        _keeping = Task.Run(() => _keeper.RunAsync(lifetime.ApplicationStopping), CancellationToken.None);
        _ = _keeping.ContinueWith(_ => DeactivateOnIdle(), TaskScheduler.Current);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        // At the host's end the keeper sees ApplicationStopping: give it the time to finish requests and end its workers.
        _keeping.WaitAsync(cancellationToken).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
