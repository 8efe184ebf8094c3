using System.Runtime.InteropServices;

namespace Onebox.Pool.Inventory.Nvml;

/// <summary>NVML's structures, field for field.</summary>
internal sealed unsafe partial class NvmlLibrary
{
    [StructLayout(LayoutKind.Sequential)]
    private struct Memory
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Utilization
    {
        public uint Gpu;
        public uint Memory;
    }

    /// <summary><c>nvmlPciInfo_t</c>, version 3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Pci
    {
        public fixed byte LegacyBusId[16];
        public uint Domain;
        public uint Bus;
        public uint Device;
        public uint DeviceAndVendor;
        public uint SubSystem;
        public fixed byte BusId[32];
    }

    /// <summary><c>nvmlProcessInfo_t</c>, version 2 (of the _v3 functions).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ProcessInfo
    {
        public uint Id;
        public ulong UsedBytes;
        public uint GpuInstance;
        public uint ComputeInstance;
    }
}
