using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Onebox.Pool.Confining;
using Onebox.Pool.Inventory;
using Onebox.Pool.Role;
using Onebox.Pool.Running;

namespace Onebox.Pool.Tests.Running;

/// <summary>A host that is killed leaves nothing behind: its workers notice, and those that do not are ended by the next host.</summary>
public sealed class OrphanTests
{
    [Fact]
    public async Task Worker_WhoseHostIsKilled_EndsByItself()
    {
        using var temp = new TempFolder();
        var data = temp.Path;
        var (host, worker) = await StartHostAsync(data, "echo");
        using (host)
        {
            Signals.Send(host.Id, Signals.Kill);
            await Eventually.HoldsAsync(() => !Eventually.IsAlive(worker), "the worker has noticed", seconds: HostWatch.Grace.TotalSeconds + 5);

            // What is left of it on the disk and in the cgroups, the next host clears away.
            var folder = Assert.Single(Directory.GetDirectories(Path.Combine(data, "run", "workers")));
            var cgroups = ReadTrace(folder).Cgroups;
            await using var next = await TestBox.StartAsync(folder: data);
            Assert.False(Directory.Exists(folder));
            Assert.All(cgroups, c => Assert.False(Directory.Exists(c)));
        }
    }

    [Fact]
    public async Task Worker_ThatIgnoresTheEndOfItsHost_IsEndedByTheNextHost()
    {
        using var temp = new TempFolder();
        var data = temp.Path;
        var (host, worker) = await StartHostAsync(data, "deaf");
        using (host)
        {
            Signals.Send(host.Id, Signals.Kill);
            await host.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(Eventually.IsAlive(worker));

            await using var next = await TestBox.StartAsync(folder: data);
            Assert.False(Eventually.IsAlive(worker));
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(data, "run", "workers")));
        }
    }

    [Fact]
    public async Task Worker_WhoseStartWasNotNotedInTime_IsKnownByItsEnvironment()
    {
        using var temp = new TempFolder();
        var data = temp.Path;
        var (host, worker) = await StartHostAsync(data, "deaf");
        using (host)
        {
            Signals.Send(host.Id, Signals.Kill);
            await host.WaitForExitAsync(TestContext.Current.CancellationToken);
            // As if the host had been killed between the start of the process and the note of it.
            var folder = Assert.Single(Directory.GetDirectories(Path.Combine(data, "run", "workers")));
            var noted = ReadTrace(folder);
            WriteTrace(folder, noted with { ProcessId = 0, StartTicks = 0, Cgroups = [] });

            await using var next = await TestBox.StartAsync(folder: data);
            Assert.False(Eventually.IsAlive(worker));
            Assert.True(await new WorkerCgroup(noted.Cgroups).RemoveAsync(TimeProvider.System));
        }
    }

    [Fact]
    public async Task Process_ThatGotTheNumberOfALeftover_IsLeftAlone()
    {
        using var foreign = Process.Start("/bin/sleep", "1000");
        try
        {
            using var temp = new TempFolder();
            var data = temp.Path;
            var folder = Directory.CreateDirectory(Path.Combine(data, "run", "workers", "wrk_old")).FullName;
            var files = new MachineFiles();
            var start = ProcessTable.ReadOne(files, foreign.Id)!.StartTicks;
            var trace = new WorkerTrace("wrk_old", foreign.Id, start - 1, WorkerLaunch.BootId(files), Path.Combine(folder, "worker.sock"), []);
            WriteTrace(folder, trace);

            await using var next = await TestBox.StartAsync(folder: data);
            Assert.True(Eventually.IsAlive(foreign.Id));
            Assert.False(Directory.Exists(folder));
        }
        finally
        {
            foreign.Kill();
        }
    }

    [Fact]
    public async Task Leases_OfAKilledHost_AreDroppedByTheNext()
    {
        using var temp = new TempFolder();
        var data = temp.Path;
        await using (var first = await TestBox.StartAsync(folder: data))
        {
            await first.AddLeaseAsync("gone", new Store.SliceRecord { LeaseId = "", DeviceId = "dev_x", DeviceKind = "memory", Bytes = 1 });
            Assert.Single(await first.Get<Store.LeaseStore>().ListAsync(TestContext.Current.CancellationToken));
        }

        await using var next = await TestBox.StartAsync(folder: data);
        Assert.Empty(await next.Get<Store.LeaseStore>().ListAsync(TestContext.Current.CancellationToken));
    }

    private static WorkerTrace ReadTrace(string folder) => JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, WorkerFolder.ProcessFile)), WorkerFolderJson.Default.WorkerTrace)!;

    private static void WriteTrace(string folder, WorkerTrace trace) =>
        File.WriteAllBytes(Path.Combine(folder, WorkerFolder.ProcessFile), JsonSerializer.SerializeToUtf8Bytes(trace, WorkerFolderJson.Default.WorkerTrace));

    private static async Task<(Process Host, int Worker)> StartHostAsync(string data, string kind)
    {
        var start = new ProcessStartInfo(TestBox.WorkerProgram) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var word in (string[])["host", data, kind]) start.ArgumentList.Add(word);
        var host = Process.Start(start)!;
        var line = await host.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(line);
        return (host, int.Parse(line, CultureInfo.InvariantCulture));
    }
}
