using Onebox.Api.Pool;
using Onebox.Pool.Inventory;
using Onebox.Pool.Store;

namespace Onebox.Pool.Leasing;

/// <summary>Counts leases into a reading: what a new lease can get.</summary>
internal static class Availability
{
    public static NodeInfo WithLeases(NodeReading node, IReadOnlyList<LeaseRecord> leases)
    {
        var here = leases.Where(l => l.NodeId == node.Info.Id).ToList();
        return node.Info with { Devices = [.. node.Devices.Select(d => WithLeases(d, here))] };
    }

    /// <summary>Free is the total less what others hold, less for each lease the larger of what was promised and what its workers hold.</summary>
    public static DeviceInfo WithLeases(DeviceReading device, IReadOnlyList<LeaseRecord> leases)
    {
        if (!DeviceKinds.Lendable.Contains(device.Info.Kind)) return device.Info;
        var slices = leases.SelectMany(l => l.Slices).Where(s => s.DeviceId == device.Info.Id).ToLookup(s => s.LeaseId, StringComparer.Ordinal);
        var compute = slices.Sum(s => s.Sum(slice => slice.Compute));
        var info = device.Info with { LeasedCompute = compute };
        if (info.TotalBytes is not { } total) return info;
        var claims = slices.Select(s => s.Key).Union(device.HeldByLease.Keys, StringComparer.Ordinal)
            .Sum(lease => Math.Max(slices[lease].Sum(s => s.Bytes), device.HeldByLease.GetValueOrDefault(lease)));
        return info with
        {
            LeasedBytes = slices.Sum(s => s.Sum(slice => slice.Bytes)),
            FreeBytes = Math.Max(0, total - device.ForeignBytes - claims),
        };
    }
}
