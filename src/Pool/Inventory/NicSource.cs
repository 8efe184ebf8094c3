using System.Globalization;
using Onebox.Api.Pool;

namespace Onebox.Pool.Inventory;

/// <summary>Network cards: interfaces with a device behind them, and bonds of such.</summary>
internal sealed class NicSource(MachineFiles files) : IDeviceSource
{
    public IReadOnlyList<DeviceReading> Read(Moment moment) =>
        [.. files.Names("/sys/class/net")
            .Where(name => files.Exists($"/sys/class/net/{name}/device") || files.Exists($"/sys/class/net/{name}/bonding"))
            .Select(name => Card(moment, name))];

    private DeviceReading Card(Moment moment, string name)
    {
        var folder = $"/sys/class/net/{name}";
        var address = PciAddress.Above(files, $"{folder}/device");
        var facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["state"] = files.Text($"{folder}/operstate") ?? "unknown" };
        // A virtual card, or one without a link, has no speed: -1 or an error.
        if (files.Number($"{folder}/speed") is > 0 and var megabits) facts["speed"] = string.Create(CultureInfo.InvariantCulture, $"{megabits} Mb/s");
        if (files.Text($"{folder}/mtu") is { } mtu) facts["MTU"] = mtu;
        if (files.Text($"{folder}/address") is { Length: > 0 } hardware) facts["address"] = hardware;
        if (files.LinkName($"{folder}/device/driver") is { } driver) facts["driver"] = driver;
        return new DeviceReading(new DeviceInfo
        {
            Id = moment.DeviceId(DeviceKinds.Nic, address ?? name),
            Kind = DeviceKinds.Nic,
            Name = name,
            PciAddress = address,
            NumaNode = PciAddress.Numa(files, address),
            Facts = facts,
        });
    }
}
