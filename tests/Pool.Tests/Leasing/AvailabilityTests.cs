using Onebox.Pool.Leasing;
using Onebox.Pool.Store;

namespace Onebox.Pool.Tests.Leasing;

public sealed class AvailabilityTests
{
    [Theory]
    [InlineData(0, 0, 0, 100)]      // an idle machine lends everything
    [InlineData(30, 0, 0, 70)]      // what others hold is not lent
    [InlineData(30, 20, 5, 50)]     // a worker that has not grown yet keeps its promise
    [InlineData(30, 20, 25, 45)]    // one that outgrew its lease counts in full
    [InlineData(90, 20, 20, 0)]     // never below nothing
    public void FreeBytes_OfADevice_CountPromiseOrUseWhicheverIsLarger(long foreign, long leased, long held, long free)
    {
        var device = FakeNode.Memory(100) with { ForeignBytes = foreign, HeldByLease = new Dictionary<string, long> { ["lse_1"] = held } };
        var lease = new LeaseRecord { Id = "lse_1", NodeId = FakeNode.Id, HolderId = "h", HolderName = "h", Slices = [new SliceRecord { LeaseId = "lse_1", DeviceId = "dev_memory", DeviceKind = "memory", Bytes = leased }] };

        var info = Availability.WithLeases(device, [lease]);

        Assert.Equal(free, info.FreeBytes);
        Assert.Equal(leased, info.LeasedBytes);
    }

    [Fact]
    public void FreeBytes_WithAWorkerWhoseLeaseIsGone_StillCountWhatItHolds()
    {
        var device = FakeNode.Memory(100) with { HeldByLease = new Dictionary<string, long> { ["lse_gone"] = 40 } };
        Assert.Equal(60, Availability.WithLeases(device, []).FreeBytes);
    }
}
