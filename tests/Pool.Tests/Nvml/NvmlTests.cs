using System.Diagnostics;
using Microsoft.Extensions.Options;
using Onebox.Api.Pool;
using Onebox.Pool.Inventory;
using Onebox.Pool.Inventory.Nvml;
using Onebox.Pool.Leasing;
using Onebox.Pool.Running;

namespace Onebox.Pool.Tests.Nvml;

/// <summary>The binding against a stand-in library with NVML's own signatures and structures.</summary>
public sealed class NvmlTests : IDisposable
{
    private readonly TempFolder _temp = new();

    [Fact]
    public async Task Gpus_OfAStandInLibrary_AreReadWithEverythingTheyTell()
    {
        using var nvml = NvmlLibrary.TryOpen(await CompileAsync());
        Assert.NotNull(nvml);
        var gpus = nvml.ReadAll();

        Assert.Equal(("550.54.15", "12.4"), (nvml.DriverVersion, nvml.CudaVersion));
        Assert.Equal(2, gpus.Count);
        var gpu = gpus[0];
        Assert.Equal(("GPU-aaaa", "NVIDIA H100 80GB HBM3", 80L << 30, 30L << 30), (gpu.Uuid, gpu.Name, gpu.TotalBytes, gpu.UsedBytes));
        Assert.Equal((0.42, 55.0, 312.5, 3u), (gpu.Utilization!.Value, gpu.TemperatureCelsius!.Value, gpu.PowerWatts!.Value, gpu.MinorNumber!.Value));
        Assert.Equal("00000000:3B:00.0", gpu.BusId);
        Assert.Equal(3.352e12, gpu.BandwidthBytesPerSecond!.Value, 1e9);
        Assert.Equal(40, gpu.Processes.Count);
        Assert.Equal(0, gpu.Processes.Single(p => p.ProcessId == 100001).Bytes);
        Assert.Null(gpu.Fault);
        Assert.Equal("GPU is lost", gpus[1].Fault);
    }

    [Fact]
    public async Task GpuDevices_WithALostOne_LendOnlyWhatIsHealthyAndFree()
    {
        using var machine = new RecordedMachine()
            .With("/sys/bus/pci/devices/0000:3b:00.0/numa_node", "1")
            .With("/proc/100000/stat", "100000 (python3) S 1 100000 100000 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 900 0 0 0");
        using var source = new GpuSource(machine.Files, Options.Create(new PoolOptions { NvmlLibrary = await CompileAsync() }));
        var processes = ProcessTable.Read(machine.Files);
        var devices = source.Read(new Moment("nod_x", processes, new Dictionary<int, RunningWorker>()));

        var (healthy, lost) = (devices[0], devices[1]);
        Assert.Equal(("0000:3b:00.0", 1, "GPU-aaaa", "/dev/nvidia3"), (healthy.Info.PciAddress, healthy.Info.NumaNode, healthy.Info.Facts["UUID"], healthy.Info.Facts["device"]));
        Assert.Contains(new MemoryHolder(100000, "python3", 1 << 20), healthy.Info.Holders);
        Assert.Equal(50L << 30, Availability.WithLeases(healthy, []).FreeBytes);
        Assert.Equal("GPU is lost", lost.Info.Facts["fault"]);
        Assert.Equal(0, Availability.WithLeases(lost, []).FreeBytes);
        Assert.Null(Grant.Find([Availability.WithLeases(lost, [])], [new SliceRequest("gpu", 0, 0.1)]));
        Assert.NotNull(PoolProbe.Device(lost.Info));
    }

    [Fact]
    public async Task GpuMemory_OfOurWorkers_CountsForTheirLease()
    {
        using var machine = new RecordedMachine().With("/proc/100000/stat", "100000 (onebox-host) S 1 100000 100000 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 900 0 0 0")
            .With("/proc/100001/stat", "100001 (onebox-host) S 1 100001 100001 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 900 0 0 0");
        using var source = new GpuSource(machine.Files, Options.Create(new PoolOptions { NvmlLibrary = await CompileAsync() }));
        var moment = new Moment("nod_x", ProcessTable.Read(machine.Files), new Dictionary<int, RunningWorker>());
        var id = moment.DeviceId("gpu", "GPU-aaaa");
        RunningWorker Worker(int process, string lease) => new("wrk_" + process, lease, process, [new LeasedSlice(id, "gpu", 5L << 30, 0.5)]);
        var reading = source.Read(moment with { Workers = new Dictionary<int, RunningWorker> { [100000] = Worker(100000, "lse_a"), [100001] = Worker(100001, "lse_b") } })[0];

        // The driver tells the bytes of the first; of the second it only knows that it is there, so its lease stands for it.
        Assert.Equal((1L << 20, 5L << 30), (reading.HeldByLease["lse_a"], reading.HeldByLease["lse_b"]));
        Assert.Equal((30L << 30) - (1L << 20) - (5L << 30), reading.ForeignBytes);
    }

    [Fact]
    public void Gpus_WithoutTheLibrary_AreNone()
    {
        Assert.Null(NvmlLibrary.TryOpen("libonebox-no-such-library.so.1"));
        // A library that is not NVML.
        Assert.Null(NvmlLibrary.TryOpen("libc.so.6"));
    }

    public void Dispose() => _temp.Dispose();

    private async Task<string> CompileAsync()
    {
        var library = Path.Combine(_temp.Path, "libnvidia-ml.so.1");
        try
        {
            using var compiler = Process.Start("gcc", ["-shared", "-fPIC", "-o", library, Path.Combine(AppContext.BaseDirectory, "Nvml", "fakenvml.c")]);
            await compiler.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, compiler.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("gcc is not installed");
        }

        return library;
    }
}
