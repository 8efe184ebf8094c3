namespace Onebox.Pool.Inventory.Nvml;

/// <summary>A GPU as NVML tells it; what the card does not know is null.</summary>
internal sealed record NvmlGpu(string Uuid, string Name, long TotalBytes, long UsedBytes)
{
    public string? BusId { get; init; }
    public uint? MinorNumber { get; init; }

    /// <summary>From 0 to 1, over the driver's last sample period.</summary>
    public double? Utilization { get; init; }
    public double? TemperatureCelsius { get; init; }
    public double? PowerWatts { get; init; }

    /// <summary>From the bus width and the highest memory clock: two transfers a cycle.</summary>
    public double? BandwidthBytesPerSecond { get; init; }
    public IReadOnlyList<NvmlProcess> Processes { get; init; } = [];

    /// <summary>Why it cannot be used, in NVML's words.</summary>
    public string? Fault { get; init; }
}

/// <param name="Bytes">0 when the driver cannot tell (in some containers).</param>
internal sealed record NvmlProcess(int ProcessId, long Bytes);
