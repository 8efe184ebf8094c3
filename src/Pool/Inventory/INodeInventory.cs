using Onebox.Api.Pool;

namespace Onebox.Pool.Inventory;

/// <summary>What this machine has and what it is doing.</summary>
internal interface INodeInventory
{
    /// <param name="fresh">True looks now; false may answer with a reading of the last second.</param>
    ValueTask<NodeReading> ReadAsync(bool fresh, CancellationToken cancellation = default);
}

/// <summary>A machine at one moment, before leases are counted.</summary>
/// <param name="Info">Without devices.</param>
/// <param name="Workers">What each worker uses, by its id.</param>
internal sealed record NodeReading(NodeInfo Info, IReadOnlyList<DeviceReading> Devices, IReadOnlyDictionary<string, WorkerUse> Workers);

/// <param name="CpuCores">Since the reading before; null at the first.</param>
internal sealed record WorkerUse(long ResidentBytes, double? CpuCores);
