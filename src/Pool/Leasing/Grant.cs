using Onebox.Api.Pool;

namespace Onebox.Pool.Leasing;

/// <summary>Finds room for a request on one node: every slice, or none. Pure.</summary>
internal static class Grant
{
    /// <summary>Sums of cores such as 0.1 + 0.2 must not fail by a rounding error.</summary>
    private const double Tolerance = 1e-9;

    /// <returns>The slices with their devices, in the order of the request; null when they do not all fit.</returns>
    public static IReadOnlyList<LeasedSlice>? Find(IReadOnlyList<DeviceInfo> devices, IReadOnlyList<SliceRequest> wanted)
    {
        var room = devices.Where(d => DeviceKinds.Lendable.Contains(d.Kind)).ToDictionary(d => d.Id, d => (Bytes: FreeBytes(d), Compute: FreeCompute(d)), StringComparer.Ordinal);
        var granted = new LeasedSlice?[wanted.Count];

        // What has only one possible place goes first.
        for (var i = 0; i < wanted.Count; i++)
        {
            var slice = wanted[i];
            if (slice is { DeviceKind: DeviceKinds.Gpu, DeviceId: null }) continue;
            var device = devices.FirstOrDefault(d => d.Kind == slice.DeviceKind && (slice.DeviceId is null || d.Id == slice.DeviceId));
            if (device is null || !Fits(room[device.Id], slice)) return null;
            room[device.Id] = (room[device.Id].Bytes - slice.Bytes, room[device.Id].Compute - slice.Compute);
            granted[i] = new LeasedSlice(device.Id, device.Kind, slice.Bytes, slice.Compute);
        }

        var named = granted.OfType<LeasedSlice>().Select(g => g.DeviceId).ToHashSet(StringComparer.Ordinal);
        var gpus = devices.Where(d => d.Kind == DeviceKinds.Gpu && !named.Contains(d.Id)).OrderBy(FreeBytes).ThenBy(d => d.Id, StringComparer.Ordinal).ToList();
        var open = Enumerable.Range(0, wanted.Count).Where(i => granted[i] is null).OrderByDescending(i => wanted[i].Bytes).ToList();
        if (Match(open.Count, gpus.Count, (slice, gpu) => Fits(room[gpus[gpu].Id], wanted[open[slice]])) is not { } gpuOf) return null;
        for (var n = 0; n < open.Count; n++)
        {
            var slice = wanted[open[n]];
            granted[open[n]] = new LeasedSlice(gpus[gpuOf[n]].Id, DeviceKinds.Gpu, slice.Bytes, slice.Compute);
        }

        return granted!;
    }

    public static long FreeBytes(DeviceInfo device) => device.FreeBytes ?? 0;

    public static double FreeCompute(DeviceInfo device) => Math.Max(0, (device.TotalCompute ?? 0) - (device.LeasedCompute ?? 0));

    private static bool Fits((long Bytes, double Compute) room, SliceRequest slice) => slice.Bytes <= room.Bytes && slice.Compute <= room.Compute + Tolerance;

    /// <summary>
    /// Gives every slice a device of its own (Kuhn's augmenting paths), trying the fullest device that has room first, so that large room
    /// stays whole. Finds a way whenever there is one.
    /// </summary>
    private static int[]? Match(int slices, int devices, Func<int, int, bool> fits)
    {
        var sliceOn = Enumerable.Repeat(-1, devices).ToArray();
        for (var slice = 0; slice < slices; slice++)
        {
            if (!Place(slice, new bool[devices])) return null;
        }

        var deviceOf = new int[slices];
        for (var device = 0; device < devices; device++)
        {
            if (sliceOn[device] >= 0) deviceOf[sliceOn[device]] = device;
        }

        return deviceOf;

        bool Place(int slice, bool[] tried)
        {
            for (var device = 0; device < devices; device++)
            {
                if (tried[device] || !fits(slice, device)) continue;
                tried[device] = true;
                if (sliceOn[device] >= 0 && !Place(sliceOn[device], tried)) continue;
                sliceOn[device] = slice;
                return true;
            }

            return false;
        }
    }
}
