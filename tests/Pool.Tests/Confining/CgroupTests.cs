using System.Globalization;
using Onebox.Pool.Confining;
using Onebox.Pool.Inventory;
using Onebox.Pool.Running;
using Onebox.Pool.Tests.Running;

namespace Onebox.Pool.Tests.Confining;

/// <summary>Limits that the kernel really enforces, where this machine lets us set them.</summary>
public sealed class CgroupTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_BeyondItsMemory_IsEndedByTheKernelAndSaysSo()
    {
        await using var box = await TestBox.StartAsync(o => o.MemoryHeadroomBytes = 128L << 20);
        SkipUnlessConfined(box);
        var worker = await box.StartWorkerAsync("hog", WorkerRestart.Never, slices: [new LeasedSlice("dev_m", "memory", 64L << 20, 0)]);
        await Eventually.HoldsAsync(() => worker.State == WorkerState.Ended, "the worker is ended");

        Assert.StartsWith("It needed more main memory than its limit of 192 MiB and was ended by the kernel.", worker.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_WithinALease_RunsInItsCgroupsAndLeavesNoneBehind()
    {
        await using var box = await TestBox.StartAsync(o => o.MemoryHeadroomBytes = 512L << 20);
        SkipUnlessConfined(box);
        var worker = await box.StartWorkerAsync("echo", slices: [new LeasedSlice("dev_m", "memory", 512L << 20, 0), new LeasedSlice("dev_c", "cpu", 0, 0.5)]);
        await worker.WaitUntilRunningAsync(Cancel);
        var folders = FoldersOf(box, worker);

        Assert.All(folders, f => Assert.Contains(worker.ProcessId!.Value.ToString(CultureInfo.InvariantCulture), File.ReadAllLines(Path.Combine(f, "cgroup.procs"))));
        Assert.Equal((1L << 30).ToString(CultureInfo.InvariantCulture), Read(folders, "memory.limit_in_bytes", "memory.max"));
        Assert.Contains(Read(folders, "cpu.cfs_quota_us", "cpu.max"), (string[])["50000", "50000 100000"]);
        Assert.Equal("4096", Read(folders, "pids.max"));

        await worker.StopAsync(Cancel);
        Assert.All(folders, f => Assert.False(Directory.Exists(f)));
    }

    [Fact]
    public async Task Worker_WithHalfACore_GetsNoMore()
    {
        await using var box = await TestBox.StartAsync();
        SkipUnlessConfined(box);
        var worker = await box.StartWorkerAsync("spin", slices: [new LeasedSlice("dev_c", "cpu", 0, 0.5)]);
        await worker.WaitUntilRunningAsync(Cancel);
        var stat = FoldersOf(box, worker).Select(f => Path.Combine(f, "cpu.stat")).First(File.Exists);
        // The kernel counts the periods in which it held the worker back.
        await Eventually.HoldsAsync(() => OwnCgroup.Counter(File.ReadLines(stat), "nr_throttled") > 5, "the worker is held back");
        var (before, at) = (await CpuSecondsAsync(worker), TimeProvider.System.GetTimestamp());
        await Eventually.HoldsAsync(() => TimeProvider.System.GetElapsedTime(at).TotalSeconds > 2, "two seconds have passed");
        var cores = (await CpuSecondsAsync(worker) - before) / TimeProvider.System.GetElapsedTime(at).TotalSeconds;

        Assert.InRange(cores, 0.01, 0.65);
    }

    [Fact]
    public async Task NoConfinement_WhereSwitchedOff_IsToldAndWorkersRun()
    {
        await using var box = await TestBox.StartAsync(o => o.UseCgroups = false);
        var worker = await box.StartWorkerAsync("echo", slices: [new LeasedSlice("dev_m", "memory", 1L << 30, 0)]);
        await worker.WaitUntilRunningAsync(Cancel);

        var node = await box.Get<INodeInventory>().ReadAsync(fresh: true, Cancel);
        Assert.Equal("none: switched off by Onebox:Pool:UseCgroups", node.Info.Confinement);
        Assert.Contains(worker.Id, node.Workers.Keys);
    }

    [Fact]
    public void CgroupV2_OnADelegatedFolder_WritesItsLimits()
    {
        // A v2 hierarchy that we may write is not on every machine: this checks what is written, not what the kernel makes of it.
        using var machine = new RecordedMachine()
            .With("/proc/self/cgroup", "0::/onebox.service")
            .With("/proc/self/mountinfo", "30 20 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw")
            .With("/sys/fs/cgroup/onebox.service/cgroup.controllers", "cpuset cpu io memory pids")
            .With("/sys/fs/cgroup/onebox.service/cgroup.type", "domain")
            .With("/sys/fs/cgroup/onebox.service/cgroup.procs", "");

        var v2 = CgroupV2.TryUse(machine.Files, out _);
        Assert.NotNull(v2);
        Assert.Equal("cgroup v2 (cpu, memory, pids)", v2.Description);
        Assert.Equal("+cpu +memory +pids", machine.Files.Text("/sys/fs/cgroup/onebox.service/cgroup.subtree_control"));

        var cgroup = v2.Create("wrk_1", new WorkerLimits(1000, 1.5, 77, []));
        var folder = Assert.Single(cgroup.Folders);
        Assert.Equal("1000", File.ReadAllText(Path.Combine(folder, "memory.max")));
        Assert.Equal("150000 100000", File.ReadAllText(Path.Combine(folder, "cpu.max")));
        Assert.Equal("77", File.ReadAllText(Path.Combine(folder, "pids.max")));
        File.WriteAllText(Path.Combine(folder, "memory.events"), "low 0\nhigh 0\nmax 12\noom 1\noom_kill 1\n");
        Assert.Equal(1, cgroup.OomKills());
    }

    [Fact]
    public void CgroupV2_BesideStrangers_IsLeftAloneWithAReason()
    {
        using var machine = new RecordedMachine()
            .With("/proc/self/cgroup", "0::/user.slice")
            .With("/proc/self/mountinfo", "30 20 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw")
            .With("/sys/fs/cgroup/user.slice/cgroup.controllers", "memory pids")
            .With("/sys/fs/cgroup/user.slice/cgroup.type", "domain")
            .With("/sys/fs/cgroup/user.slice/cgroup.procs", "4242\n")
            .With("/proc/4242/stat", "4242 (other) S 1 4242 4242 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0 0");

        Assert.Null(CgroupV2.TryUse(machine.Files, out var why));
        Assert.Contains("holds processes that are not ours", why, StringComparison.Ordinal);
    }

    [Fact]
    public void CgroupV1_OnAMachineWithGpus_OpensOnlyTheLeasedOnes()
    {
        const string mounts = """
            31 30 0:1 / /cg/memory rw - cgroup cgroup rw,memory
            32 30 0:2 / /cg/devices rw - cgroup cgroup rw,devices
            """;
        using var machine = new RecordedMachine()
            .With("/proc/self/cgroup", "4:memory:/box\n3:devices:/\n")
            .With("/proc/self/mountinfo", mounts)
            .With("/proc/devices", "Character devices:\n195 nvidia\n")
            .With("/cg/memory/box/memory.limit_in_bytes", "0");

        var cgroup = CgroupV1.TryUse(machine.Files, "onebox-1")!.Create("wrk_1", new WorkerLimits(5000, null, 64, [2]));

        Assert.Equal("5000", machine.Files.Text("/cg/memory/box/onebox-1/wrk_1/memory.limit_in_bytes"));
        Assert.Equal("c 195:* rwm", machine.Files.Text("/cg/devices/onebox-1/wrk_1/devices.deny"));
        Assert.Equal("c 195:255 rwm", machine.Files.Text("/cg/devices/onebox-1/wrk_1/devices.allow"));
        Assert.Equal(2, cgroup.Folders.Count);
    }

    [Fact]
    public void OwnLimit_BelowTheMachinesMemory_IsFoundInBothVersions()
    {
        using var v1 = new RecordedMachine()
            .With("/proc/self/cgroup", "4:memory:/docker/abc")
            .With("/proc/self/mountinfo", "31 30 0:1 /docker/abc /cg/memory rw - cgroup cgroup rw,memory")
            .With("/cg/memory/memory.stat", "total_inactive_file 100\nhierarchical_memory_limit 4000\n")
            .With("/cg/memory/memory.usage_in_bytes", "1100");
        Assert.Equal((4000, 1000), OwnCgroup.MemoryLimit(v1.Files));

        using var v2 = new RecordedMachine()
            .With("/proc/self/cgroup", "0::/a/b")
            .With("/proc/self/mountinfo", "30 20 0:26 / /cg rw - cgroup2 cgroup2 rw")
            .With("/cg/a/b/memory.max", "max")
            .With("/cg/a/memory.max", "3000")
            .With("/cg/a/memory.current", "900")
            .With("/cg/a/memory.stat", "anon 5\ninactive_file 200\n");
        Assert.Equal((3000, 700), OwnCgroup.MemoryLimit(v2.Files));
    }

    private static void SkipUnlessConfined(TestBox box)
    {
        var description = box.Get<IConfinement>().Description;
        if (description.StartsWith("none", StringComparison.Ordinal)) Assert.Skip($"cgroups cannot be written here ({description})");
    }

    private static IReadOnlyList<string> FoldersOf(TestBox box, IWorker worker) =>
        System.Text.Json.JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(box.Data.Run, "workers", worker.Id, WorkerFolder.ProcessFile)), WorkerFolderJson.Default.WorkerTrace)!.Cgroups;

    private static string Read(IReadOnlyList<string> folders, params string[] names) =>
        File.ReadAllText(folders.SelectMany(f => names.Select(n => Path.Combine(f, n))).First(File.Exists)).Trim();

    private static async Task<double> CpuSecondsAsync(IWorker worker) => double.Parse(await WorkersTests.GetAsync(worker, "/cpu"), CultureInfo.InvariantCulture);
}
