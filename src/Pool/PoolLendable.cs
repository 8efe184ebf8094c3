using Onebox.Kernel.Ports;
using Onebox.Pool.Inventory;
using Onebox.Pool.Leasing;
using Onebox.Pool.Store;

namespace Onebox.Pool;

/// <summary>Tells sizing what could be lent at this moment: GPUs and main memory.</summary>
internal sealed class PoolLendable(INodeInventory inventory, LeaseStore leases) : ILendableDevices
{
    public async ValueTask<IReadOnlyList<LendableDevice>> ReadAsync(CancellationToken cancellation)
    {
        var node = await inventory.ReadAsync(fresh: false, cancellation);
        var now = Availability.WithLeases(node, await leases.ListAsync(cancellation));
        var bandwidths = node.Devices.ToDictionary(d => d.Info.Id, d => d.BandwidthBytesPerSecond, StringComparer.Ordinal);
        return [.. now.Devices
            .Where(d => d.Kind is DeviceKinds.Gpu or DeviceKinds.Memory)
            .Select(d => new LendableDevice(d.Id, d.Kind, d.Name, now.Name, d.TotalBytes ?? 0, d.FreeBytes ?? 0, bandwidths[d.Id]))];
    }
}
