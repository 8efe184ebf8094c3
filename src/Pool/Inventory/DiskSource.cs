using Onebox.Api.Pool;
using Onebox.Kernel;
using Onebox.Kernel.Files;

namespace Onebox.Pool.Inventory;

/// <summary>Block devices with what is mounted from them, and the disk of the data folder whatever it is on.</summary>
internal sealed class DiskSource(MachineFiles files, DataFolder data) : IDeviceSource
{
    private static readonly string[] NoDisks = ["loop", "ram", "zram", "sr", "fd", "nbd"];

    public IReadOnlyList<DeviceReading> Read(Moment moment)
    {
        var mounts = Mount.ReadAll(files);
        var ofData = Mount.Holding(mounts, data.Path);
        List<DeviceReading> disks = [];
        var dataSeen = false;
        foreach (var name in files.Names("/sys/block").Where(n => !NoDisks.Any(no => n.StartsWith(no, StringComparison.Ordinal))))
        {
            // The kernel counts in sectors of 512 bytes whatever the disk's own are.
            var bytes = (files.Number($"/sys/block/{name}/size") ?? 0) * 512;
            if (bytes == 0) continue;
            var numbers = files.Names($"/sys/block/{name}").Where(n => n.StartsWith(name, StringComparison.Ordinal)).Append(null)
                .Select(part => files.Text(part is null ? $"/sys/block/{name}/dev" : $"/sys/block/{name}/{part}/dev")).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var mounted = mounts.Where(m => numbers.Contains(m.Device)).DistinctBy(m => m.Device).ToList();
            var holdsData = ofData is not null && numbers.Contains(ofData.Device);
            dataSeen |= holdsData;
            disks.Add(BlockDevice(moment, name, bytes, mounted, holdsData));
        }

        if (!dataSeen && ofData is not null && Space(ofData) is { } space) disks.Add(DataDisk(moment, ofData, space));
        return disks;
    }

    private DeviceReading BlockDevice(Moment moment, string name, long bytes, List<Mount> mounted, bool holdsData)
    {
        var folder = $"/sys/block/{name}";
        var model = files.Text($"{folder}/device/model")?.Trim();
        var spaces = mounted.Select(m => (Mount: m, Space: Space(m))).Where(m => m.Space is not null).ToList();
        var facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["device"] = $"/dev/{name}" };
        if (files.Number($"{folder}/queue/rotational") is { } rotates) facts["medium"] = rotates == 1 ? "rotating" : "solid state";
        if (holdsData) facts["data folder"] = data.Path;
        foreach (var (mount, space) in spaces) facts[$"mount {mount.Point}"] = $"{mount.Type}, {Sizes.Text(space!.Value.Free)} free of {Sizes.Text(space.Value.Total)}";
        return new DeviceReading(new DeviceInfo
        {
            Id = moment.DeviceId(DeviceKinds.Disk, files.Text($"{folder}/device/wwid") ?? files.Text($"{folder}/device/serial") ?? name),
            Kind = DeviceKinds.Disk,
            Name = string.IsNullOrEmpty(model) ? name : model,
            TotalBytes = bytes,
            UsedBytes = spaces.Count == 0 ? null : spaces.Sum(s => s.Space!.Value.Total - s.Space.Value.Free),
            FreeBytes = spaces.Count == 0 ? null : spaces.Sum(s => s.Space!.Value.Free),
            PciAddress = PciAddress.Above(files, $"{folder}/device"),
            NumaNode = PciAddress.Numa(files, PciAddress.Above(files, $"{folder}/device")),
            Facts = facts,
        });
    }

    private DeviceReading DataDisk(Moment moment, Mount mount, (long Total, long Free) space) => new(new DeviceInfo
    {
        Id = moment.DeviceId(DeviceKinds.Disk, mount.Source + mount.Point),
        Kind = DeviceKinds.Disk,
        Name = mount.Source,
        TotalBytes = space.Total,
        UsedBytes = space.Total - space.Free,
        FreeBytes = space.Free,
        Facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["data folder"] = data.Path,
            [$"mount {mount.Point}"] = $"{mount.Type}, {Sizes.Text(space.Free)} free of {Sizes.Text(space.Total)}",
        },
    });

    /// <summary>What an ordinary user can still write there.</summary>
    private static (long Total, long Free)? Space(Mount mount)
    {
        try
        {
            var drive = new DriveInfo(mount.Point);
            return (drive.TotalSize, drive.AvailableFreeSpace);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
