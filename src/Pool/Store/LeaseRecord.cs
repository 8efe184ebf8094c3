using Onebox.Api.Pool;

namespace Onebox.Pool.Store;

/// <summary>A lease as it is kept.</summary>
internal sealed class LeaseRecord
{
    public required string Id { get; set; }
    public required string NodeId { get; set; }
    public required string HolderId { get; set; }
    public required string HolderName { get; set; }
    public DateTimeOffset GrantedAt { get; set; }
    public List<SliceRecord> Slices { get; set; } = [];

    public LeaseInfo ToInfo() => new(Id, HolderId, HolderName, GrantedAt, [.. Slices.OrderBy(s => s.Number).Select(s => new SliceInfo(s.DeviceId, s.DeviceKind, s.Bytes, s.Compute))]);
}

internal sealed class SliceRecord
{
    public required string LeaseId { get; set; }
    public int Number { get; set; }
    public required string DeviceId { get; set; }
    public required string DeviceKind { get; set; }
    public long Bytes { get; set; }
    public double Compute { get; set; }
}
