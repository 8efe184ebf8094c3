using Onebox.Api.Pool;
using Onebox.Pool.Inventory;

namespace Onebox.Pool.Tests.Leasing;

/// <summary>A machine with the devices that a test gives it.</summary>
internal sealed class FakeNode(params DeviceReading[] devices) : INodeInventory
{
    public const string Id = "nod_fake";

    public ValueTask<NodeReading> ReadAsync(bool fresh, CancellationToken cancellation = default) => new(new NodeReading(
        new NodeInfo { Id = Id, Name = "box", OperatingSystem = "", Kernel = "", LoadAverage = 0, Confinement = "", Devices = [] },
        devices,
        new Dictionary<string, WorkerUse>(StringComparer.Ordinal)));

    public static DeviceReading Memory(long bytes) => new(new DeviceInfo { Id = "dev_memory", Kind = "memory", Name = "Main memory", TotalBytes = bytes });

    public static DeviceReading Cpu(double cores) => new(new DeviceInfo { Id = "dev_cpu", Kind = "cpu", Name = "CPU", TotalCompute = cores });

    public static DeviceReading Gpu(int number, long bytes) => new(new DeviceInfo { Id = $"dev_gpu{number}", Kind = "gpu", Name = $"GPU {number}", TotalBytes = bytes, TotalCompute = 1 });
}
