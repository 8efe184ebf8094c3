using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
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
        var data = Directory.CreateTempSubdirectory("obx").FullName;
        var (host, worker) = await StartHostAsync(data, "echo");
        using (host)
        {
            Signals.Send(host.Id, Signals.Kill);
            await Eventually.HoldsAsync(() => !Eventually.IsAlive(worker), "the worker has noticed", seconds: HostWatch.Grace.TotalSeconds + 5);
        }
    }

    [Fact]
    public async Task Worker_ThatIgnoresTheEndOfItsHost_IsEndedByTheNextHost()
    {
        var data = Directory.CreateTempSubdirectory("obx").FullName;
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
        var data = Directory.CreateTempSubdirectory("obx").FullName;
        var (host, worker) = await StartHostAsync(data, "deaf");
        using (host)
        {
            Signals.Send(host.Id, Signals.Kill);
            await host.WaitForExitAsync(TestContext.Current.CancellationToken);
            // As if the host had been killed between the start of the process and the note of it.
            File.Delete(Path.Combine(Assert.Single(Directory.GetDirectories(Path.Combine(data, "run", "workers"))), WorkerFolder.ProcessFile));

            await using var next = await TestBox.StartAsync(folder: data);
            Assert.False(Eventually.IsAlive(worker));
        }
    }

    [Fact]
    public async Task Process_ThatGotTheNumberOfALeftover_IsLeftAlone()
    {
        using var foreign = Process.Start("/bin/sleep", "1000");
        try
        {
            var data = Directory.CreateTempSubdirectory("obx").FullName;
            var folder = Directory.CreateDirectory(Path.Combine(data, "run", "workers", "wrk_old")).FullName;
            var files = new MachineFiles();
            var start = ProcessTable.ReadOne(files, foreign.Id)!.StartTicks;
            var trace = new WorkerTrace("wrk_old", foreign.Id, start - 1, WorkerLaunch.BootId(files), Path.Combine(folder, "worker.sock"), []);
            await File.WriteAllBytesAsync(Path.Combine(folder, WorkerFolder.ProcessFile), JsonSerializer.SerializeToUtf8Bytes(trace, WorkerFolderJson.Default.WorkerTrace), TestContext.Current.CancellationToken);

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
        var data = Directory.CreateTempSubdirectory("obx").FullName;
        await using (var first = await TestBox.StartAsync(folder: data))
        {
            await first.AddLeaseAsync("gone", new Store.SliceRecord { LeaseId = "", DeviceId = "dev_x", DeviceKind = "memory", Bytes = 1 });
            Assert.Single(await first.Get<Store.LeaseStore>().ListAsync(TestContext.Current.CancellationToken));
        }

        await using var next = await TestBox.StartAsync(folder: data);
        Assert.Empty(await next.Get<Store.LeaseStore>().ListAsync(TestContext.Current.CancellationToken));
    }

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
