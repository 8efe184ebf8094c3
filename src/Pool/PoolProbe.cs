using System.Globalization;
using Onebox.Kernel;
using Onebox.Kernel.Files;
using Onebox.Kernel.Ports;
using Onebox.Pool.Inventory;
using Onebox.Pool.Running;

namespace Onebox.Pool;

/// <summary>Watches the data folder's disk, main memory, GPUs that stopped answering, and workers that crash again and again.</summary>
internal sealed class PoolProbe(INodeInventory inventory, WorkerTable workers, DataFolder data, TimeProvider clock) : IProbe
{
    private const long DiskFailing = 256L << 20;
    private const long DiskLow = 5L << 30;
    private const double DiskLowShare = 0.05;
    private const double MemoryHigh = 0.95;
    private const int CrashLoop = 3;

    /// <summary>How long the end of a worker that nothing has replaced is told.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromHours(1);

    public string Name => "pool";

    public async ValueTask<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation)
    {
        var node = await inventory.ReadAsync(fresh: false, cancellation);
        List<Finding> findings = [];
        var drive = new DriveInfo(data.Path);
        if (Disk(drive.TotalSize, drive.AvailableFreeSpace) is { } disk) findings.Add(disk);
        findings.AddRange(node.Devices.Select(d => Device(d.Info)).OfType<Finding>());
        var owners = workers.Live().Select(w => w.OwnerId).ToHashSet(StringComparer.Ordinal);
        findings.AddRange(workers.All().Where(w => w.EndedAt is not { } at || (!owners.Contains(w.OwnerId) && clock.GetUtcNow() - at < Told)).Select(Worker).OfType<Finding>());
        return findings;
    }

    internal Finding? Disk(long total, long free)
    {
        var summary = $"The disk of the data folder {data.Path} has {Sizes.Text(free)} left of {Sizes.Text(total)}.";
        if (free < DiskFailing) return new Finding(FindingLevel.Failing, summary, "Free space at once: nothing can be recorded soon. Remove models that are not needed, or move the data folder.");
        return free < DiskLow && free < total * DiskLowShare ? new Finding(FindingLevel.Attention, summary, "Remove models that are not needed, or move the data folder to a larger disk.") : null;
    }

    internal static Finding? Device(Api.Pool.DeviceInfo device)
    {
        if (device.Facts.GetValueOrDefault("fault") is { } fault) return new Finding(FindingLevel.Attention, $"{device.Name} does not answer: {fault}.", "Look at the kernel's log; a restart of the machine often brings it back.", device.Id);
        if (device.Kind != DeviceKinds.Memory || device.UsedBytes is not { } used || device.TotalBytes is not { } total || used < total * MemoryHigh) return null;
        var summary = string.Create(CultureInfo.InvariantCulture, $"Main memory is nearly full: {Sizes.Text(used)} of {Sizes.Text(total)} is in use.");
        var largest = device.Holders.Count > 0 ? $" The largest process that is not ours is {device.Holders[0].Command} ({device.Holders[0].ProcessId}) with {Sizes.Text(device.Holders[0].Bytes)}." : "";
        return new Finding(FindingLevel.Attention, summary + largest, "Undeploy a model or end other processes before the kernel does.", device.Id);
    }

    private static Finding? Worker(Worker worker) => worker switch
    {
        { State: WorkerState.Ended, Reason: { } reason } =>
            new Finding(FindingLevel.Attention, $"The {worker.Kind} worker of {worker.OwnerName} ended. {reason}", "Mend the cause, then start its owner again.", worker.OwnerId),
        { State: not (WorkerState.Ended or WorkerState.Stopping), CrashesInARow: >= CrashLoop } =>
            new Finding(FindingLevel.Attention, string.Create(CultureInfo.InvariantCulture, $"The {worker.Kind} worker of {worker.OwnerName} crashed {worker.CrashesInARow} times in a row. {worker.Reason}"), "See its log for the cause.", worker.OwnerId),
        _ => null,
    };
}
