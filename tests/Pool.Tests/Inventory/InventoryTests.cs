using System.Globalization;
using Microsoft.Extensions.Options;
using Onebox.Api.Pool;
using Onebox.Kernel.Files;
using Onebox.Pool.Inventory;
using Onebox.Pool.Running;

namespace Onebox.Pool.Tests.Inventory;

public sealed class InventoryTests
{
    private static readonly Moment Empty = new("nod_x", ProcessTable.Read(new MachineFiles("/nowhere")), new Dictionary<int, RunningWorker>());

    [Fact]
    public async Task Inventory_OfThisMachine_IsWhatTheKernelTells()
    {
        await using var box = await TestBox.StartAsync();
        var node = await box.Get<INodeInventory>().ReadAsync(fresh: true, TestContext.Current.CancellationToken);
        var devices = node.Devices.Select(d => d.Info).ToList();
        var cpuinfo = File.ReadAllLines("/proc/cpuinfo");
        var meminfo = File.ReadAllLines("/proc/meminfo").ToDictionary(l => l[..l.IndexOf(':', StringComparison.Ordinal)], l => l.Split(':')[1].Trim());

        Assert.Equal(File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), node.Info.Kernel);
        var cpu = Assert.Single(devices, d => d.Kind == "cpu");
        Assert.Equal(cpuinfo.Count(l => l.StartsWith("processor", StringComparison.Ordinal)).ToString(CultureInfo.InvariantCulture), cpu.Facts["threads"]);
        Assert.Equal(Environment.ProcessorCount, cpu.TotalCompute);
        var memory = Assert.Single(devices, d => d.Kind == "memory");
        Assert.True(memory.TotalBytes <= long.Parse(meminfo["MemTotal"].Split(' ')[0], CultureInfo.InvariantCulture) * 1024);
        Assert.InRange(memory.UsedBytes!.Value, 1, memory.TotalBytes!.Value);
        var expected = Directory.GetDirectories("/sys/class/net").Where(d => Directory.Exists(Path.Combine(d, "device"))).Select(Path.GetFileName).ToHashSet();
        Assert.Superset(expected!, devices.Where(d => d.Kind == "nic").Select(d => d.Name).ToHashSet());
        var disk = Assert.Single(devices, d => d.Facts.ContainsKey("data folder"));
        Assert.Equal("disk", disk.Kind);
        Assert.Equal(devices.Count, devices.Select(d => d.Id).Distinct().Count());
        Assert.All(devices, d => Assert.True(Kernel.Ids.Is(d.Id, Kernel.ResourceKinds.Device)));
    }

    [Fact]
    public async Task Inventory_ReadAgain_KnowsUtilizationAndTheSameDevices()
    {
        await using var box = await TestBox.StartAsync();
        var inventory = box.Get<INodeInventory>();
        var first = await inventory.ReadAsync(fresh: true, TestContext.Current.CancellationToken);
        Assert.Same(first, await inventory.ReadAsync(fresh: false, TestContext.Current.CancellationToken));
        await Eventually.HoldsAsync(() => File.ReadAllText("/proc/uptime").Length > 0 && Busy(), "the processors have worked");
        var second = await inventory.ReadAsync(fresh: true, TestContext.Current.CancellationToken);

        Assert.Equal(first.Devices.Select(d => d.Info.Id), second.Devices.Select(d => d.Info.Id));
        Assert.InRange(second.Devices.First(d => d.Info.Kind == "cpu").Info.Utilization!.Value, 0, 1);

        static bool Busy()
        {
            var until = Environment.TickCount64 + 50;
            while (Environment.TickCount64 < until) Math.Sqrt(2).ToString(CultureInfo.InvariantCulture);
            return true;
        }
    }

    [Fact]
    public async Task Worker_ThatHoldsMemory_CountsForItsLeaseNotAsAStranger()
    {
        await using var box = await TestBox.StartAsync();
        var worker = await box.StartWorkerAsync("echo");
        await worker.WaitUntilRunningAsync(TestContext.Current.CancellationToken);
        var node = await box.Get<INodeInventory>().ReadAsync(fresh: true, TestContext.Current.CancellationToken);

        var memory = node.Devices.Single(d => d.Info.Kind == "memory");
        Assert.InRange(memory.HeldByLease["lse_test"], 1L << 20, 1L << 30);
        Assert.DoesNotContain(memory.Info.Holders, h => h.ProcessId == worker.ProcessId);
        Assert.InRange(node.Workers[worker.Id].ResidentBytes, 1L << 20, 1L << 30);
    }

    [Fact]
    public async Task NodeId_AfterARestart_IsTheSame()
    {
        using var temp = new TempFolder();
        string first;
        await using (var box = await TestBox.StartAsync(folder: temp.Path)) first = box.Get<NodeIdentity>().Id;
        await using var again = await TestBox.StartAsync(folder: temp.Path);
        Assert.Equal(first, again.Get<NodeIdentity>().Id);
    }

    [Fact]
    public void Cpu_OfTwoSockets_IsCountedBySocketCoreAndThread()
    {
        using var machine = new RecordedMachine().With("/proc/cpuinfo", string.Join('\n', Enumerable.Range(0, 8).Select(i =>
            $"processor\t: {i}\nmodel name\t: Big CPU\nphysical id\t: {i / 4}\ncore id\t\t: {i / 2 % 2}\nflags\t\t: fpu avx2 fma avx512f amx_bf16\n")))
            .With("/sys/devices/system/node/node0/cpulist", "0-3").With("/sys/devices/system/node/node1/cpulist", "4-7");
        var cpu = new CpuSource(machine.Files).Read(Empty)[0].Info;

        Assert.Equal("Big CPU", cpu.Name);
        Assert.Equal(("2", "4", "8", "2"), (cpu.Facts["sockets"], cpu.Facts["cores"], cpu.Facts["threads"], cpu.Facts["NUMA nodes"]));
        Assert.Equal("avx2 fma avx512f amx_bf16", cpu.Facts["instruction sets"]);
    }

    [Fact]
    public void Memory_OfARecordedMachine_KeepsBackReserveAndNamesHolders()
    {
        using var machine = new RecordedMachine()
            .With("/proc/meminfo", "MemTotal:       100000 kB\nMemAvailable:    60000 kB\nHugePages_Total:       4\nHugePages_Free:        3\nHugepagesize:       2048 kB\n")
            .With("/proc/77/stat", "77 (big one) S 1 77 77 0 -1 0 0 0 0 0 5 5 0 0 20 0 1 0 900 0 0 0")
            .With("/proc/77/statm", "30000 20000 1000 0 0 0 0");
        var source = new MemorySource(machine.Files, Options.Create(new PoolOptions { ReservedMemoryBytes = 10_000 * 1024 }));
        var memory = source.Read(Empty with { Processes = ProcessTable.Read(machine.Files) })[0];

        Assert.Equal(100_000 * 1024, memory.Info.TotalBytes);
        Assert.Equal(40_000 * 1024, memory.Info.UsedBytes);
        Assert.Equal((40_000 + 10_000) * 1024, memory.ForeignBytes);
        var holder = Assert.Single(memory.Info.Holders);
        Assert.Equal(new MemoryHolder(77, "big one", 20000L * Environment.SystemPageSize), holder);
        Assert.Equal("4 of 2 MiB, 3 free", memory.Info.Facts["huge pages"]);
    }

    [Fact]
    public void Disk_OnPci_HasItsPlaceAndModel()
    {
        using var machine = new RecordedMachine()
            .With("/sys/block/nvme0n1/size", "2000").With("/sys/block/nvme0n1/dev", "259:0").With("/sys/block/nvme0n1/queue/rotational", "0")
            .With("/sys/devices/pci0000:3a/0000:3b:00.0/nvme/nvme0/model", "Fast Disk 4000 ")
            .WithLink("/sys/block/nvme0n1/device", "/sys/devices/pci0000:3a/0000:3b:00.0/nvme/nvme0")
            .With("/sys/bus/pci/devices/0000:3b:00.0/numa_node", "1")
            .With("/sys/block/loop0/size", "100").With("/sys/block/zram0/size", "100")
            .With("/proc/self/mountinfo", "1 0 259:0 / /nonexistent\\040place rw - ext4 /dev/nvme0n1 rw");
        using var temp = new TempFolder();
        using var data = DataFolder.Open(temp.Path);
        var disk = Assert.Single(new DiskSource(machine.Files, data).Read(Empty)).Info;

        Assert.Equal(("Fast Disk 4000", 1_024_000L, "0000:3b:00.0", 1), (disk.Name, disk.TotalBytes!.Value, disk.PciAddress, disk.NumaNode));
        Assert.Equal("solid state", disk.Facts["medium"]);
    }

    [Fact]
    public void Nic_WithAndWithoutALink_TellsWhatItKnows()
    {
        using var machine = new RecordedMachine()
            .WithLink("/sys/class/net/eth0/device", "/sys/devices/pci0000:00/0000:01:00.1")
            .With("/sys/class/net/eth0/speed", "100000").With("/sys/class/net/eth0/operstate", "up").With("/sys/class/net/eth0/mtu", "9000")
            .WithLink("/sys/class/net/eth1/device", "/sys/devices/pci0000:00/0000:02:00.0").With("/sys/class/net/eth1/speed", "-1").With("/sys/class/net/eth1/operstate", "down")
            .With("/sys/class/net/lo/operstate", "unknown")
            .With("/sys/bus/pci/devices/0000:01:00.1/numa_node", "0").With("/sys/bus/pci/devices/0000:02:00.0/numa_node", "-1");
        var cards = new NicSource(machine.Files).Read(Empty).Select(c => c.Info).ToList();

        Assert.Equal(["eth0", "eth1"], cards.Select(c => c.Name));
        Assert.Equal(("100000 Mb/s", "up", "0000:01:00.1", (int?)0), (cards[0].Facts["speed"], cards[0].Facts["state"], cards[0].PciAddress, cards[0].NumaNode));
        Assert.False(cards[1].Facts.ContainsKey("speed"));
        Assert.Null(cards[1].NumaNode);
    }

    [Theory]
    [InlineData("00000000:3B:00.0", "0000:3b:00.0")]
    [InlineData("0001ABCD:01:00.0", "1abcd:01:00.0")]
    public void PciAddress_AsNvmlWritesIt_IsTheKernels(string nvml, string kernel) => Assert.Equal(kernel, PciAddress.FromNvml(nvml));
}
