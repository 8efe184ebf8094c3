using Onebox.Api.Pool;

namespace Onebox.Pool;

/// <summary>All lendable devices, and who holds them. One owner grants, so nothing is ever promised twice.</summary>
public interface IPool
{
    /// <summary>Devices with live readings (at most about a second old), leases and workers.</summary>
    Task<PoolInfo> ReadAsync(CancellationToken cancellation = default);

    /// <summary>Grants every slice of <paramref name="request"/> on one node, or none of them.</summary>
    /// <remarks>
    /// A lease lasts until it is released, at most as long as the host that granted it: after a restart every holder leases anew.
    /// Slices of GPUs that name no device land on different devices; slices of memory and of the CPU add up.
    /// </remarks>
    /// <exception cref="Kernel.ProblemException"><c>pool.insufficient</c>: names what was asked, what is free, who holds it and what to stop.
    /// <c>pool.device_unknown</c>: a slice names a device that is not there. <c>request.invalid</c>: no slice, or one below zero.</exception>
    Task<Lease> LeaseAsync(LeaseRequest request, CancellationToken cancellation = default);

    /// <summary>Gives the slices back. Harmless for a lease that is already gone. End its workers before.</summary>
    Task ReleaseAsync(string leaseId, CancellationToken cancellation = default);
}

/// <param name="HolderId">The task or deployment that will hold the lease.</param>
/// <param name="HolderName">As a person would call it, for the messages to others who ask.</param>
public sealed record LeaseRequest(string HolderId, string HolderName, IReadOnlyList<SliceRequest> Slices);

/// <param name="DeviceKind"><c>gpu</c>, <c>memory</c> or <c>cpu</c>.</param>
/// <param name="Bytes">Of the device's memory; 0 for the CPU.</param>
/// <param name="Compute">Cores of the CPU, or the share of a GPU from 0 to 1.</param>
/// <param name="DeviceId">Null: the pool chooses.</param>
public sealed record SliceRequest(string DeviceKind, long Bytes, double Compute, string? DeviceId = null);

/// <summary>What a holder was granted.</summary>
public sealed record Lease(string Id, string NodeId, string HolderId, IReadOnlyList<LeasedSlice> Slices);

public sealed record LeasedSlice(string DeviceId, string DeviceKind, long Bytes, double Compute);

/// <summary>The kinds of devices that can be lent.</summary>
public static class DeviceKinds
{
    public const string Gpu = "gpu";
    public const string Memory = "memory";
    public const string Cpu = "cpu";

    internal const string Disk = "disk";
    internal const string Nic = "nic";

    internal static readonly IReadOnlyList<string> Lendable = [Gpu, Memory, Cpu];
}
