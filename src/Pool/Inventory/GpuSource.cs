using System.Globalization;
using Microsoft.Extensions.Options;
using Onebox.Api.Pool;
using Onebox.Pool.Inventory.Nvml;
using Onebox.Pool.Running;

namespace Onebox.Pool.Inventory;

/// <summary>NVIDIA GPUs, as long as their management library loads.</summary>
internal sealed class GpuSource(MachineFiles files, IOptions<PoolOptions> options) : IDeviceSource, IDisposable
{
    private readonly Lazy<NvmlLibrary?> _nvml = new(() => NvmlLibrary.TryOpen(options.Value.NvmlLibrary));

    public IReadOnlyList<DeviceReading> Read(Moment moment) =>
        _nvml.Value is not { } nvml ? [] : [.. nvml.ReadAll().Select(gpu => Reading(moment, nvml, gpu))];

    private DeviceReading Reading(Moment moment, NvmlLibrary nvml, NvmlGpu gpu)
    {
        var address = gpu.BusId is null ? null : PciAddress.FromNvml(gpu.BusId);
        var id = moment.DeviceId(DeviceKinds.Gpu, gpu.Uuid);
        var held = new Dictionary<string, long>(StringComparer.Ordinal);
        List<MemoryHolder> holders = [];
        foreach (var user in gpu.Processes)
        {
            var process = moment.Processes.Find(user.ProcessId);
            if (process is not null && moment.WorkerOf(process) is { } worker) held[worker.LeaseId] = held.GetValueOrDefault(worker.LeaseId) + Bytes(worker, user);
            else holders.Add(new MemoryHolder(user.ProcessId, process?.Command ?? "unknown", user.Bytes));
        }

        // A driver that does not tell the bytes of a process still names it: count what it leased, or its memory would count as a stranger's.
        long Bytes(RunningWorker worker, NvmlProcess user) =>
            user.Bytes > 0 ? user.Bytes : Math.Min(gpu.UsedBytes, worker.Slices.Where(s => s.DeviceId == id).Sum(s => s.Bytes));

        var facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["UUID"] = gpu.Uuid };
        if (nvml.DriverVersion is { } driver) facts["driver"] = driver;
        if (nvml.CudaVersion is { } cuda) facts["CUDA"] = cuda;
        if (gpu.MinorNumber is { } minor) facts["device"] = string.Create(CultureInfo.InvariantCulture, $"/dev/nvidia{minor}");
        if (gpu.Fault is { } fault) facts["fault"] = fault;
        return new DeviceReading(new DeviceInfo
        {
            Id = id,
            Kind = DeviceKinds.Gpu,
            Name = gpu.Name,
            TotalBytes = gpu.TotalBytes,
            UsedBytes = gpu.UsedBytes,
            TotalCompute = gpu.Fault is null ? 1 : 0,
            PciAddress = address,
            NumaNode = PciAddress.Numa(files, address),
            Utilization = gpu.Utilization,
            TemperatureCelsius = gpu.TemperatureCelsius,
            PowerWatts = gpu.PowerWatts,
            Facts = facts,
            Holders = [.. holders.OrderByDescending(h => h.Bytes)],
        })
        {
            // A GPU that does not answer has nothing to lend.
            ForeignBytes = gpu.Fault is null ? Math.Max(0, gpu.UsedBytes - held.Values.Sum()) : gpu.TotalBytes,
            HeldByLease = held,
            BandwidthBytesPerSecond = gpu.BandwidthBytesPerSecond,
        };
    }

    public void Dispose()
    {
        if (_nvml.IsValueCreated) _nvml.Value?.Dispose();
    }
}
