using Onebox.Api.Pool;
using Onebox.Kernel;
using Onebox.Pool.Inventory;
using Onebox.Pool.Running;
using Onebox.Pool.Store;

namespace Onebox.Pool.Leasing;

/// <summary>The pool's face: readings come from here, grants from the grain.</summary>
internal sealed class PoolDesk(INodeInventory inventory, LeaseStore store, WorkerTable workers, IGrainFactory grains, PoolMetrics metrics, TimeProvider clock) : IPool
{
    public async Task<PoolInfo> ReadAsync(CancellationToken cancellation = default)
    {
        var node = await inventory.ReadAsync(fresh: false, cancellation);
        var leases = await store.ListAsync(cancellation);
        return new PoolInfo([Availability.WithLeases(node, leases)], [.. leases.Select(l => l.ToInfo())], [.. workers.All().Select(w => w.ToInfo(node.Workers.GetValueOrDefault(w.Id)))]);
    }

    public async Task<Lease> LeaseAsync(LeaseRequest request, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        LeaseBook.Validate(request);
        var question = new LeaseQuestion(request.HolderId, request.HolderName, [.. request.Slices.Select(s => new SliceMessage(s.DeviceKind, s.Bytes, s.Compute, s.DeviceId))]);
        var since = clock.GetTimestamp();
        var answer = await grains.GetGrain<IPoolGrain>(IPoolGrain.Key).LeaseAsync(question);
        metrics.Asked(clock.GetElapsedTime(since), answer.Problem is null);
        if (answer.Problem is { } problem) throw new Problem(problem.Kind, problem.Code, problem.Detail, problem.Remedy).ToException();
        return new Lease(answer.LeaseId!, answer.NodeId!, request.HolderId, [.. answer.Slices.Select(s => new LeasedSlice(s.DeviceId!, s.DeviceKind, s.Bytes, s.Compute))]);
    }

    public Task ReleaseAsync(string leaseId, CancellationToken cancellation = default) => grains.GetGrain<IPoolGrain>(IPoolGrain.Key).ReleaseAsync(leaseId);
}
