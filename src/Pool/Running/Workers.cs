using Microsoft.Extensions.Hosting;
using Onebox.Kernel;

namespace Onebox.Pool.Running;

/// <summary>Starts workers, and ends them all with the host.</summary>
internal sealed class Workers(WorkerParts parts, Leftovers leftovers, Ids ids) : IWorkers, IHostedService
{
    private readonly Lock _lock = new();
    private bool _ending;

    public async Task<IWorker> StartAsync(WorkerSpec spec, CancellationToken cancellation = default)
    {
        // A worker of an earlier host may still hold this lease's devices.
        await leftovers.Ended.WaitAsync(cancellation);
        var id = ids.New(ResourceKinds.Worker);
        var folder = parts.Launch.MakeFolder(id);
        var worker = new Worker(id, spec, folder, parts);
        lock (_lock)
        {
            if (_ending) throw PoolErrors.NotStarted(spec.Kind, "the host is about to end", null);
            parts.Table.Add(worker);
        }

        try
        {
            await worker.StartAsync();
            return worker;
        }
        catch
        {
            parts.Table.Forget(worker);
            folder.Remove();
            worker.Dispose();
            throw;
        }
    }

    public IWorker? Find(string workerId) => parts.Table.Find(workerId);

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock) _ending = true;
        return Task.WhenAll(parts.Table.Live().Select(w => w.StopAsync(cancellationToken)));
    }
}
