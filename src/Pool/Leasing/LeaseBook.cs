using Onebox.Kernel;
using Onebox.Pool.Inventory;
using Onebox.Pool.Store;

namespace Onebox.Pool.Leasing;

/// <summary>Grants and takes back. Whoever calls it makes sure that one call runs at a time: <see cref="PoolGrain"/> does.</summary>
internal sealed class LeaseBook(LeaseStore store, INodeInventory inventory, Ids ids, TimeProvider clock)
{
    public async Task<LeaseRecord> LeaseAsync(LeaseRequest request)
    {
        var node = await inventory.ReadAsync(fresh: true);
        var leases = await store.ListAsync();
        var now = Availability.WithLeases(node, leases);
        foreach (var id in request.Slices.Select(s => s.DeviceId).OfType<string>())
        {
            if (!now.Devices.Any(d => d.Id == id && DeviceKinds.Lendable.Contains(d.Kind))) throw PoolErrors.DeviceUnknown(id);
        }

        if (Grant.Find(now.Devices, request.Slices) is not { } slices) throw Shortfall.Explain(request, now, leases).ToException();
        var leaseId = ids.New(ResourceKinds.Lease);
        var lease = new LeaseRecord
        {
            Id = leaseId,
            NodeId = now.Id,
            HolderId = request.HolderId,
            HolderName = request.HolderName,
            GrantedAt = clock.GetUtcNow(),
            Slices = [.. slices.Select((s, i) => new SliceRecord { LeaseId = leaseId, Number = i, DeviceId = s.DeviceId, DeviceKind = s.DeviceKind, Bytes = s.Bytes, Compute = s.Compute })],
        };
        await store.AddAsync(lease);
        return lease;
    }

    public Task<bool> ReleaseAsync(string leaseId) => store.RemoveAsync(leaseId);

    /// <summary>Refuses what no pool could grant, all errors at once. The face calls it before it asks the grain.</summary>
    public static void Validate(LeaseRequest request)
    {
        var validation = new Validation()
            .Require(request.HolderId.Length > 0, "holderId", "A lease has a holder.")
            .Require(request.Slices.Count > 0, "slices", "A lease has at least one slice.");
        for (var i = 0; i < request.Slices.Count; i++)
        {
            var slice = request.Slices[i];
            validation
                .Require(DeviceKinds.Lendable.Contains(slice.DeviceKind), $"slices[{i}].deviceKind", "Devices of the kinds gpu, memory and cpu can be leased.")
                .Require(slice.Bytes >= 0, $"slices[{i}].bytes", "A slice has at least 0 bytes.")
                .Require(double.IsFinite(slice.Compute) && slice.Compute >= 0, $"slices[{i}].compute", "A slice's compute is at least 0.");
        }

        validation.ThrowIfInvalid();
    }
}
