using Microsoft.Extensions.DependencyInjection;
using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;
using Onebox.Pool.Inventory;
using Onebox.Pool.Store;
using Onebox.Pool.Tests.Leasing;

namespace Onebox.Pool.Tests;

/// <summary>What the pool tells the rest of the box.</summary>
public sealed class FacesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lendable_WithALease_IsWhatANewOneCouldGet()
    {
        await using var box = await TestBox.StartAsync(also: s => s.AddSingleton<INodeInventory>(new FakeNode(FakeNode.Memory(100), FakeNode.Cpu(2), FakeNode.Gpu(0, 50) with { BandwidthBytesPerSecond = 7 })));
        await box.Get<LeaseStore>().AddAsync(new LeaseRecord { Id = "lse_1", NodeId = FakeNode.Id, HolderId = "dep_1", HolderName = "one", Slices = [new SliceRecord { LeaseId = "lse_1", DeviceId = "dev_memory", DeviceKind = "memory", Bytes = 30 }] }, Cancel);
        var devices = await box.Get<ILendableDevices>().ReadAsync(Kernel.Access.Caller.Box, Cancel);

        Assert.Equal([new LendableDevice("dev_memory", "memory", "Main memory", "box", 100, 70), new LendableDevice("dev_gpu0", "gpu", "GPU 0", "box", 50, 50, 7)], devices);
    }

    [Fact]
    public async Task Topology_OfALeaseAndAWorker_LeadsFromHolderToNode()
    {
        await using var box = await TestBox.StartAsync(also: s => s.AddSingleton(NoGrains.Make()));
        var device = (await box.Get<INodeInventory>().ReadAsync(fresh: true, Cancel)).Devices.First(d => d.Info.Kind == "memory").Info.Id;
        await box.AddLeaseAsync("one", new SliceRecord { LeaseId = "", DeviceId = device, DeviceKind = "memory", Bytes = 1 << 20 });
        var worker = await box.StartWorkerAsync("echo");
        var topology = await new PoolTopology(box.Get<IPool>()).ReadAsync(Cancel);

        var path = new List<string> { "dep_one" };
        while (topology.Edges.FirstOrDefault(e => e.From == path[^1]) is { } edge) path.Add(edge.To);
        Assert.Equal(5, path.Count);
        Assert.Equal([device, box.Get<NodeIdentity>().Id], path[^2..]);
        Assert.Contains(topology.Nodes, n => n.Id == worker.Id && n.Kind == "worker");
    }

    [Fact]
    public async Task Search_ForADevice_FindsItUnlessTheCallerMayNotSeeThePool()
    {
        await using var box = await TestBox.StartAsync(also: s => s.AddSingleton(NoGrains.Make()));
        var search = new PoolSearch(box.Get<IPool>());

        Assert.Equal("Main memory", Assert.Single(await search.FindAsync("main mem", Caller.Box, 10, Cancel)).Name);
        Assert.Empty(await search.FindAsync("main mem", Caller.Box with { Actions = new HashSet<string>() }, 10, Cancel));
    }

    [Theory]
    [InlineData(100L << 30, 50L << 30, null)]
    [InlineData(100L << 30, 4L << 30, FindingLevel.Attention)]
    [InlineData(100L << 30, 100L << 20, FindingLevel.Failing)]
    public async Task Probe_OfADisk_WarnsBeforeItIsFull(long total, long free, FindingLevel? level)
    {
        await using var box = await TestBox.StartAsync();
        var probe = new PoolProbe(box.Get<INodeInventory>(), box.Get<Onebox.Pool.Running.WorkerTable>(), box.Data, TimeProvider.System);
        Assert.Equal(level, probe.Disk(total, free)?.Level);
    }

    [Fact]
    public void Probe_OfFullMemory_NamesTheLargestProcess()
    {
        var device = FakeNode.Memory(100).Info with { UsedBytes = 97, Holders = [new Api.Pool.MemoryHolder(7, "python3", 60)] };
        Assert.Contains("python3 (7) with 60 bytes", PoolProbe.Device(device)!.Summary, StringComparison.Ordinal);
        Assert.Null(PoolProbe.Device(device with { UsedBytes = 50 }));
    }

    [Fact]
    public void Options_OutOfRange_AreAllToldAtOnce()
    {
        var result = new ValidatePoolOptions().Validate(null, new PoolOptions { MaxProcesses = 1, GiveUpAfter = 0, FirstBackOff = TimeSpan.FromMinutes(5) });
        Assert.Equal(3, result.Failures!.Count());
    }

    /// <summary>Reading needs no grain; asking for one fails the test.</summary>
    public class NoGrains : System.Reflection.DispatchProxy
    {
        public static IGrainFactory Make() => Create<IGrainFactory, NoGrains>();

        protected override object? Invoke(System.Reflection.MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException();
    }
}
