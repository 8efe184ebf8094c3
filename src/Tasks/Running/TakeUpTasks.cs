using Microsoft.Extensions.Hosting;
using Onebox.Kernel;
using Onebox.Tasks.Store;

namespace Onebox.Tasks.Running;

/// <summary>After a start, takes up every task that an earlier host left unfinished: it is resumed, or failed truthfully.</summary>
internal sealed class TakeUpTasks(TaskStore store, IGrainFactory grains, IHostApplicationLifetime lifetime) : BackgroundService
{
    private const int Batch = 1000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Handlers may need the whole host: wait until it has started.
        await lifetime.UntilStartedAsync(stoppingToken);
        foreach (var task in await store.ListAsync(active: true, kind: null, resource: null, after: null, Batch, stoppingToken))
        {
            await grains.GetGrain<ITaskGrain>(task.Id).StartAsync();
        }
    }
}
