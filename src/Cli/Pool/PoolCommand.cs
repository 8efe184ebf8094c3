using Onebox.Api;
using Onebox.Api.Pool;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Pool;

/// <summary><c>onebox pool</c>: devices, and who holds them.</summary>
internal sealed class PoolCommand() : BoxCommand("pool", "Devices, what is free of them, and who holds the rest.")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        run.Print.Result(await run.Box.Pool.GetAsync(cancellation), ApiJson.Default.PoolInfo, Show);
        return ExitCodes.Done;
    }

    private static void Show(PoolInfo pool)
    {
        foreach (var node in pool.Nodes)
        {
            Console.Out.WriteLine($"{node.Name} · {node.OperatingSystem} · workers confined by {node.Confinement}\n");
            Printer.Table(["device", "name", "free", "leased", "total", "use"], [.. node.Devices.Select(Row)], "No devices.");
        }

        if (pool.Leases.Count == 0) return;
        Console.Out.WriteLine();
        Printer.Table(
            ["lease", "held by", "of"],
            [.. pool.Leases.Select(l => new[] { l.Id, l.HolderName, string.Join(", ", l.Slices.Select(s => s.Bytes > 0 ? $"{s.DeviceKind} {Units.Bytes(s.Bytes)}" : $"{s.DeviceKind} {Units.Number(s.Compute, "0.#")}")) })],
            "");
    }

    private static string[] Row(DeviceInfo device) =>
    [
        device.Kind, device.Name, Size(device.FreeBytes), device.LeasedCompute is > 0 and { } compute ? $"{Units.Number(compute, "0.#")} cores" : Size(device.LeasedBytes),
        device.TotalBytes is null && device.TotalCompute is { } cores ? $"{Units.Number(cores, "0.#")} cores" : Size(device.TotalBytes), device.Utilization is { } use ? $"{Units.Number(use * 100, "0")} %" : "",
    ];

    private static string Size(long? bytes) => bytes is { } b ? Units.Bytes(b) : "";
}
