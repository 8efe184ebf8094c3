using System.Globalization;
using Onebox.Api.Pool;
using Onebox.Kernel;
using Onebox.Pool.Store;

namespace Onebox.Pool.Leasing;

/// <summary>Says why a request does not fit: for each device what was asked, what is free, who holds it; and what to stop.</summary>
internal static class Shortfall
{
    private const int MaxNamed = 4;

    public static Problem Explain(LeaseRequest request, NodeInfo node, IReadOnlyList<LeaseRecord> leases)
    {
        List<string> lines = [];
        List<string> stoppable = [];
        foreach (var group in request.Slices.GroupBy(s => (s.DeviceKind, s.DeviceId)))
        {
            var (kind, id) = group.Key;
            var devices = node.Devices.Where(d => d.Kind == kind && (id is null || d.Id == id)).ToList();
            var asked = Asked(group.ToList());
            if (devices.Count == 0)
            {
                lines.Add($"asked {asked}, but {node.Name} has no {kind}");
                continue;
            }

            if (Grant.Find(devices, [.. group]) is not null) continue;
            foreach (var device in devices)
            {
                var holders = Holders(device, leases).ToList();
                stoppable.AddRange(holders.Where(h => h.OfOurs).Select(h => h.Name));
                var held = holders.Count == 0 ? "" : $" (held by {string.Join(", ", holders.Take(MaxNamed).Select(h => $"{h.Name}: {h.Amount}"))})";
                lines.Add($"{device.Name}: asked {asked}, free {Free(device)}{held}");
            }
        }

        var stop = stoppable.Distinct(StringComparer.Ordinal).Where(n => n != request.HolderName).Take(MaxNamed).ToList();
        var detail = $"There is no room for {request.HolderName} on {node.Name}. {string.Join("; ", lines)}.";
        var remedy = stop.Count > 0
            ? $"Stop {string.Join(" or ", stop)}, or ask for less."
            : "Ask for less, or end other processes that hold what is missing.";
        return new Problem(ProblemKind.Insufficient, "pool.insufficient", detail, remedy);
    }

    private static string Asked(List<SliceRequest> slices)
    {
        var bytes = slices.Sum(s => s.Bytes);
        var compute = slices.Sum(s => s.Compute);
        var count = slices.Count > 1 && slices[0].DeviceKind == DeviceKinds.Gpu ? string.Create(CultureInfo.InvariantCulture, $"{slices.Count} devices with together ") : "";
        return count + Amount(slices[0].DeviceKind, bytes, compute);
    }

    private static string Free(DeviceInfo device) => Amount(device.Kind, Grant.FreeBytes(device), Grant.FreeCompute(device));

    private static string Amount(string kind, long bytes, double compute) => kind switch
    {
        DeviceKinds.Cpu => string.Create(CultureInfo.InvariantCulture, $"{compute:0.##} cores"),
        DeviceKinds.Gpu when compute > 0 => string.Create(CultureInfo.InvariantCulture, $"{Sizes.Text(bytes)} and {compute:0%} of its compute"),
        _ => Sizes.Text(bytes),
    };

    private static IEnumerable<(string Name, string Amount, bool OfOurs)> Holders(DeviceInfo device, IReadOnlyList<LeaseRecord> leases) =>
        leases.Select(l => (Lease: l, Slices: l.Slices.Where(s => s.DeviceId == device.Id).ToList()))
            .Where(l => l.Slices.Count > 0)
            .GroupBy(l => l.Lease.HolderName, StringComparer.Ordinal)
            .Select(g => (Name: g.Key, Bytes: g.Sum(l => l.Slices.Sum(s => s.Bytes)), Compute: g.Sum(l => l.Slices.Sum(s => s.Compute))))
            .OrderByDescending(h => h.Bytes).ThenByDescending(h => h.Compute)
            .Select(h => (h.Name, Amount(device.Kind, h.Bytes, h.Compute), true))
            .Concat(device.Holders.Select(h => (string.Create(CultureInfo.InvariantCulture, $"process {h.ProcessId} {h.Command}"), Sizes.Text(h.Bytes), false)));
}
