namespace Onebox.Kernel.Ports;

/// <summary>What could be lent at this moment. Pool implements it; sizing asks it.</summary>
public interface ILendableDevices
{
    ValueTask<IReadOnlyList<LendableDevice>> ReadAsync(CancellationToken cancellation);
}

/// <param name="Kind"><c>gpu</c> or <c>memory</c> (of the host, for work on CPUs).</param>
/// <param name="FreeBytes">Neither leased nor held by processes that are not ours.</param>
/// <param name="BandwidthBytesPerSecond">Measured or known from the device; null when neither.</param>
public sealed record LendableDevice(string Id, string Kind, string Name, string NodeName, long TotalBytes, long FreeBytes, double? BandwidthBytesPerSecond = null);
