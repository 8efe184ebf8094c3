namespace Onebox.Api.Pool;

/// <summary><c>GET /api/pool</c>: all lendable devices, and who holds them.</summary>
public sealed record PoolInfo(IReadOnlyList<NodeInfo> Nodes, IReadOnlyList<LeaseInfo> Leases, IReadOnlyList<WorkerInfo> Workers);

public sealed record NodeInfo
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string OperatingSystem { get; init; }
    public required string Kernel { get; init; }
    public required double LoadAverage { get; init; }

    /// <summary>How workers are confined: <c>cgroup v1</c>, <c>cgroup v2</c> or <c>none</c> with the reason.</summary>
    public required string Confinement { get; init; }
    public required IReadOnlyList<DeviceInfo> Devices { get; init; }
}

/// <summary>A part of a machine that can be watched or lent.</summary>
public sealed record DeviceInfo
{
    public required string Id { get; init; }

    /// <summary><c>gpu</c>, <c>cpu</c>, <c>memory</c>, <c>disk</c> or <c>nic</c>.</summary>
    public required string Kind { get; init; }
    public required string Name { get; init; }

    /// <summary>GPU memory, main memory or disk space.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>Held by anyone, our workers included.</summary>
    public long? UsedBytes { get; init; }

    /// <summary>Promised to leases.</summary>
    public long? LeasedBytes { get; init; }

    /// <summary>What a new lease can get: neither leased nor held by processes that are not ours.</summary>
    public long? FreeBytes { get; init; }

    /// <summary>Compute: CPU cores, or 1 for a GPU.</summary>
    public double? TotalCompute { get; init; }
    public double? LeasedCompute { get; init; }
    public string? PciAddress { get; init; }
    public int? NumaNode { get; init; }

    /// <summary>From 0 to 1.</summary>
    public double? Utilization { get; init; }
    public double? TemperatureCelsius { get; init; }
    public double? PowerWatts { get; init; }

    /// <summary>What else the device tells: driver, speed, mount point, instruction sets.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>Processes that are not ours and hold its memory, largest first.</summary>
    public IReadOnlyList<MemoryHolder> Holders { get; init; } = [];
}

public sealed record MemoryHolder(int ProcessId, string Command, long Bytes);

/// <summary>The slices that a task or deployment holds.</summary>
public sealed record LeaseInfo(string Id, string HolderId, string HolderName, DateTimeOffset GrantedAt, IReadOnlyList<SliceInfo> Slices);

/// <summary>A share of one device.</summary>
public sealed record SliceInfo(string DeviceId, string DeviceKind, long Bytes, double Compute);

/// <summary>A process that runs on a lease.</summary>
public sealed record WorkerInfo
{
    public required string Id { get; init; }
    public required string Kind { get; init; }
    public required string NodeId { get; init; }
    public required int ProcessId { get; init; }
    public string? LeaseId { get; init; }
    public required string OwnerId { get; init; }

    /// <summary><c>starting</c>, <c>running</c>, <c>restarting</c>, <c>stopping</c>, <c>ended</c>.</summary>
    public required string State { get; init; }
    public string? Reason { get; init; }
    public long? ResidentBytes { get; init; }
    public double? CpuCores { get; init; }
    public int Restarts { get; init; }
    public DateTimeOffset StartedAt { get; init; }
}
