using System.Globalization;
using System.Text.RegularExpressions;

namespace Onebox.Pool.Inventory;

/// <summary>Where a device sits: <c>0000:3b:00.0</c>.</summary>
internal static partial class PciAddress
{
    /// <summary>The nearest PCI device above a device's folder in <c>/sys</c>; null for one that is not on PCI.</summary>
    public static string? Above(MachineFiles files, string deviceLink)
    {
        try
        {
            var target = File.ResolveLinkTarget(files.At(deviceLink), returnFinalTarget: true)?.FullName;
            return target?.Split('/').LastOrDefault(name => Pattern().IsMatch(name));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The memory that is near; null when the kernel says -1 (a machine with one).</summary>
    public static int? Numa(MachineFiles files, string? address) =>
        address is not null && files.Number($"/sys/bus/pci/devices/{address}/numa_node") is >= 0 and var node ? (int)node : null;

    /// <summary>NVML writes <c>00000000:3B:00.0</c>, the kernel <c>0000:3b:00.0</c>.</summary>
    public static string FromNvml(string busId)
    {
        var colon = busId.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || !uint.TryParse(busId.AsSpan(0, colon), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var domain)
            ? busId
            : string.Create(CultureInfo.InvariantCulture, $"{domain:x4}{busId[colon..].ToLowerInvariant()}");
    }

    [GeneratedRegex(@"\A[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
