using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Onebox.Pool.Inventory.Nvml;

/// <summary>
/// NVIDIA's management library, loaded when it is there (NVML API reference, https://docs.nvidia.com/deploy/nvml-api/). NVML may be called from any
/// thread. The handle is the library's; releasing it shuts NVML down.
/// </summary>
internal sealed unsafe partial class NvmlLibrary : SafeHandle
{
    private const int Success = 0;
    private const int InsufficientSize = 7;
    private const int TemperatureOfGpu = 0;
    private const int MemoryClock = 2;
    private const int TextBytes = 96;

    private NvmlLibrary(IntPtr library)
        : base(IntPtr.Zero, ownsHandle: true)
    {
        SetHandle(library);
    }

    public override bool IsInvalid => handle == IntPtr.Zero;

    public string? DriverVersion { get; private set; }

    /// <summary>The newest CUDA that the driver supports.</summary>
    public string? CudaVersion { get; private set; }

    /// <summary>Null when the library is absent, is not NVML or finds no driver: a machine without a GPU of NVIDIA.</summary>
    public static NvmlLibrary? TryOpen(string name)
    {
        if (!NativeLibrary.TryLoad(name, out var library)) return null;
        if (!NativeLibrary.TryGetExport(library, "nvmlInit_v2", out var init) || ((delegate* unmanaged<int>)init)() != Success)
        {
            NativeLibrary.Free(library);
            return null;
        }

        var nvml = new NvmlLibrary(library);
        nvml.DriverVersion = nvml.Text("nvmlSystemGetDriverVersion", null);
        int cuda = 0;
        if (nvml.Export("nvmlSystemGetCudaDriverVersion") is { } version && ((delegate* unmanaged<int*, int>)version)(&cuda) == Success)
        {
            nvml.CudaVersion = string.Create(CultureInfo.InvariantCulture, $"{cuda / 1000}.{cuda % 1000 / 10}");
        }

        return nvml;
    }

    public IReadOnlyList<NvmlGpu> ReadAll()
    {
        uint count = 0;
        if (Export("nvmlDeviceGetCount_v2") is not { } counts || ((delegate* unmanaged<uint*, int>)counts)(&count) != Success) return [];
        if (Export("nvmlDeviceGetHandleByIndex_v2") is not { } byIndex) return [];
        List<NvmlGpu> gpus = [];
        for (uint i = 0; i < count; i++)
        {
            void* device = null;
            var code = ((delegate* unmanaged<uint, void**, int>)byIndex)(i, &device);
            gpus.Add(code == Success ? Read(i, device) : new NvmlGpu(string.Create(CultureInfo.InvariantCulture, $"index-{i}"), "NVIDIA GPU", 0, 0) { Fault = ErrorText(code) });
        }

        return gpus;
    }

    private NvmlGpu Read(uint index, void* device)
    {
        var memory = default(Memory);
        var code = Export("nvmlDeviceGetMemoryInfo") is { } getMemory ? ((delegate* unmanaged<void*, Memory*, int>)getMemory)(device, &memory) : -1;
        var known = code == Success;
        var use = default(Utilization);
        var used = Export("nvmlDeviceGetUtilizationRates") is { } getUse && ((delegate* unmanaged<void*, Utilization*, int>)getUse)(device, &use) == Success;
        uint degrees = 0;
        var warm = Export("nvmlDeviceGetTemperature") is { } getTemperature && ((delegate* unmanaged<void*, int, uint*, int>)getTemperature)(device, TemperatureOfGpu, &degrees) == Success;
        var pci = default(Pci);
        var placed = Export("nvmlDeviceGetPciInfo_v3") is { } getPci && ((delegate* unmanaged<void*, Pci*, int>)getPci)(device, &pci) == Success;
        return new NvmlGpu(
            Text("nvmlDeviceGetUUID", device) ?? string.Create(CultureInfo.InvariantCulture, $"index-{index}"),
            Text("nvmlDeviceGetName", device) ?? "NVIDIA GPU",
            known ? (long)memory.Total : 0,
            known ? (long)memory.Used : 0)
        {
            BusId = placed ? Ascii(pci.BusId, 32) : null,
            MinorNumber = Number("nvmlDeviceGetMinorNumber", device),
            Utilization = used ? use.Gpu / 100.0 : null,
            TemperatureCelsius = warm ? degrees : null,
            PowerWatts = Number("nvmlDeviceGetPowerUsage", device) / 1000.0,
            BandwidthBytesPerSecond = Bandwidth(device),
            Processes = [.. ReadProcesses("nvmlDeviceGetComputeRunningProcesses_v3", device)
                .Concat(ReadProcesses("nvmlDeviceGetGraphicsRunningProcesses_v3", device))
                .GroupBy(p => p.ProcessId).Select(g => new NvmlProcess(g.Key, g.Max(p => p.Bytes)))],
            Fault = known ? null : ErrorText(code),
        };
    }

    private List<NvmlProcess> ReadProcesses(string function, void* device)
    {
        if (Export(function) is not { } export) return [];
        var get = (delegate* unmanaged<void*, uint*, ProcessInfo*, int>)export;
        // Processes come and go between the two calls: leave room and ask again while it is too small.
        var room = 32u;
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var infos = new ProcessInfo[room];
            var count = room;
            int code;
            fixed (ProcessInfo* first = infos) code = get(device, &count, first);
            if (code == InsufficientSize)
            {
                room = Math.Max(count, room) * 2;
                continue;
            }

            if (code != Success) return [];
            // All ones: the driver cannot tell.
            return [.. infos.Take((int)Math.Min(count, room)).Select(p => new NvmlProcess((int)p.Id, p.UsedBytes == ulong.MaxValue ? 0 : (long)p.UsedBytes))];
        }

        return [];
    }

    private double? Bandwidth(void* device)
    {
        uint megahertz = 0;
        return Export("nvmlDeviceGetMaxClockInfo") is { } getClock && ((delegate* unmanaged<void*, int, uint*, int>)getClock)(device, MemoryClock, &megahertz) == Success
            ? Number("nvmlDeviceGetMemoryBusWidth", device) / 8.0 * 2 * megahertz * 1e6
            : null;
    }

    private uint? Number(string function, void* device)
    {
        uint value = 0;
        return Export(function) is { } get && ((delegate* unmanaged<void*, uint*, int>)get)(device, &value) == Success ? value : null;
    }

    private string? Text(string function, void* device)
    {
        if (Export(function) is not { } get) return null;
        var text = stackalloc byte[TextBytes];
        var code = device is null
            ? ((delegate* unmanaged<byte*, uint, int>)get)(text, TextBytes)
            : ((delegate* unmanaged<void*, byte*, uint, int>)get)(device, text, TextBytes);
        return code == Success ? Ascii(text, TextBytes) : null;
    }

    private string ErrorText(int code) =>
        Export("nvmlErrorString") is { } get && Marshal.PtrToStringUTF8(((delegate* unmanaged<int, IntPtr>)get)(code)) is { } text
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"NVML error {code}");

    private IntPtr? Export(string name) => NativeLibrary.TryGetExport(handle, name, out var address) ? address : null;

    private static string Ascii(byte* text, int room)
    {
        var span = new ReadOnlySpan<byte>(text, room);
        var end = span.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? span : span[..end]);
    }

    protected override bool ReleaseHandle()
    {
        if (Export("nvmlShutdown") is { } shutdown) _ = ((delegate* unmanaged<int>)shutdown)();
        NativeLibrary.Free(handle);
        return true;
    }
}
