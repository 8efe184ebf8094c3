using System.Globalization;
using Onebox.Kernel;
using Onebox.Pool.Inventory;
using Onebox.Pool.Running;

namespace Onebox.Pool.Tests.Running;

public sealed class WorkersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_Started_AnswersOverItsSocketWithWhatItWasGiven()
    {
        await using var box = await TestBox.StartAsync();
        var worker = await box.StartWorkerAsync("echo", slices: [new LeasedSlice("dev_m", "memory", 512L << 20, 0), new LeasedSlice("dev_c", "cpu", 0, 1)]);
        await worker.WaitUntilRunningAsync(Cancel);

        Assert.Equal(WorkerState.Running, worker.State);
        Assert.Equal("""{"answer":42}|1|536870912|2""", await GetAsync(worker, "/given"));
        Assert.Equal(worker.ProcessId!.Value.ToString(CultureInfo.InvariantCulture), await GetAsync(worker, "/pid"));
        Assert.InRange(worker.ResidentBytes()!.Value, 5L << 20, 1L << 30);
        Assert.Same(worker, box.Workers.Find(worker.Id));
    }

    [Fact]
    public async Task Worker_Started_LeadsItsOwnSessionAndGroup()
    {
        await using var box = await TestBox.StartAsync();
        var worker = await box.StartWorkerAsync("echo");
        await worker.WaitUntilRunningAsync(Cancel);

        var process = ProcessTable.ReadOne(new MachineFiles(), worker.ProcessId!.Value)!;
        Assert.Equal(process.Id, process.Session);
        Assert.Equal(process.Id, process.Group);
    }

    [Fact]
    public async Task Worker_Started_SeesNoSecretOfTheHost()
    {
        Environment.SetEnvironmentVariable("ONEBOX_TEST_SECRET", "do not tell");
        await using var box = await TestBox.StartAsync();
        var worker = await box.StartWorkerAsync("echo", slices: [new LeasedSlice("dev_c", "cpu", 0, 1)]);
        await worker.WaitUntilRunningAsync(Cancel);

        var environment = await GetAsync(worker, "/environment");
        Assert.DoesNotContain("do not tell", environment, StringComparison.Ordinal);
        Assert.Contains($"ONEBOX_WORKER_ID={worker.Id}", environment, StringComparison.Ordinal);
        Assert.Contains("OMP_NUM_THREADS=1", environment, StringComparison.Ordinal);
        Assert.Contains("CUDA_VISIBLE_DEVICES=", environment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WorkerFolder_OfARunningWorker_IsTheOwnersAlone()
    {
        await using var box = await TestBox.StartAsync();
        var worker = await box.StartWorkerAsync("echo");
        var folder = Path.Combine(box.Data.Run, "workers", worker.Id);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "settings.json")));
        await worker.StopAsync(Cancel);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Worker_InADataFolderTooDeepForASocketAddress_StillAnswers()
    {
        using var temp = new TempFolder();
        var deep = Path.Combine(temp.Path, new string('d', 120));
        Directory.CreateDirectory(deep);
        await using var box = await TestBox.StartAsync(folder: deep);
        var worker = await box.StartWorkerAsync("echo");
        await worker.WaitUntilRunningAsync(Cancel);
        var socketFolder = Path.GetDirectoryName(worker.SocketPath)!;

        Assert.Equal("ok", await GetAsync(worker, "/health"));
        await worker.StopAsync(Cancel);
        Assert.False(Directory.Exists(socketFolder));
    }

    [Fact]
    public async Task Worker_KilledFromOutside_IsBackOnTheSameSocket()
    {
        await using var box = await TestBox.StartAsync();
        var worker = await box.StartWorkerAsync("echo");
        await worker.WaitUntilRunningAsync(Cancel);
        var (first, socket) = (worker.ProcessId!.Value, worker.SocketPath);
        var states = new List<WorkerState>();
        using var _ = worker.OnChanged(w => states.Add(w.State));

        Signals.Send(first, Signals.Kill);
        await Eventually.HoldsAsync(() => worker.State == WorkerState.Running && worker.ProcessId != first, "the worker is back");

        Assert.Equal([WorkerState.Restarting, WorkerState.Running], states);
        Assert.Equal(1, worker.Restarts);
        Assert.Equal(socket, worker.SocketPath);
        Assert.NotEqual(first.ToString(CultureInfo.InvariantCulture), await GetAsync(worker, "/pid"));
    }

    [Fact]
    public async Task Worker_ThatAlwaysCrashes_IsGivenUpWithTheReason()
    {
        await using var box = await TestBox.StartAsync(o => o.GiveUpAfter = 2);
        var worker = await box.StartWorkerAsync("crash");
        var error = await Assert.ThrowsAsync<ProblemException>(() => worker.WaitUntilRunningAsync(Cancel));

        Assert.Equal("worker.ended", error.Problem.Code);
        Assert.Equal(1, worker.Restarts);
        Assert.Contains("the reactor melted", worker.Reason, StringComparison.Ordinal);
        Assert.Contains("given up after 2 crashes", worker.Reason, StringComparison.Ordinal);
        Assert.Null(box.Workers.Find(worker.Id));
        var finding = Assert.Single(await ProbeAsync(box), f => f.ResourceId == "dep_test");
        Assert.Contains("the reactor melted", finding.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_ThatCannotWorkWithItsInput_IsNotStartedAgain()
    {
        await using var box = await TestBox.StartAsync();
        var worker = await box.StartWorkerAsync("refuse");
        await Assert.ThrowsAsync<ProblemException>(() => worker.WaitUntilRunningAsync(Cancel));

        Assert.Equal(0, worker.Restarts);
        Assert.Equal("The file is not a model. Import it again.", worker.Reason);
    }

    [Fact]
    public async Task Worker_ThatIsDone_EndsWithoutAReason()
    {
        await using var box = await TestBox.StartAsync();
        var worker = await box.StartWorkerAsync("brief");
        await Eventually.HoldsAsync(() => worker.State == WorkerState.Ended, "the worker has ended");

        Assert.Null(worker.Reason);
        Assert.Equal(0, worker.Restarts);
    }

    [Fact]
    public async Task Worker_OfAnUnknownKind_EndsWithTheKindsThatThereAre()
    {
        await using var box = await TestBox.StartAsync();
        var worker = await box.StartWorkerAsync("teapot");
        await Assert.ThrowsAsync<ProblemException>(() => worker.WaitUntilRunningAsync(Cancel));

        Assert.Contains("no worker of the kind teapot; there are: echo", worker.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_WithRestartNever_EndsAtItsFirstCrash()
    {
        await using var box = await TestBox.StartAsync();
        var worker = await box.StartWorkerAsync("echo", WorkerRestart.Never);
        await worker.WaitUntilRunningAsync(Cancel);
        await Assert.ThrowsAnyAsync<Exception>(() => GetAsync(worker, "/exit/3"));
        await Eventually.HoldsAsync(() => worker.State == WorkerState.Ended, "the worker has ended");

        Assert.StartsWith("It ended with exit code 3.", worker.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_DuringBackOff_EndsAtOnce()
    {
        await using var box = await TestBox.StartAsync(o => o.FirstBackOff = o.LongestBackOff = TimeSpan.FromHours(1));
        var worker = await box.StartWorkerAsync("crash");
        await Eventually.HoldsAsync(() => worker.State == WorkerState.Restarting, "the worker waits");
        await worker.StopAsync(Cancel);

        Assert.Equal(WorkerState.Ended, worker.State);
        Assert.Null(worker.ProcessId);
    }

    [Fact]
    public async Task Stop_OfAFamily_LeavesNoChildOfItsSession()
    {
        // Without cgroups only the session tells who belongs to it; with them, who left the session is found too.
        await using var box = await TestBox.StartAsync();
        var worker = await box.StartWorkerAsync("family");
        await worker.WaitUntilRunningAsync(Cancel);
        var children = (await GetAsync(worker, "/children")).Split(' ').Select(c => int.Parse(c, CultureInfo.InvariantCulture)).ToArray();
        Assert.All(children, c => Assert.True(Eventually.IsAlive(c)));
        var confined = !box.Get<Onebox.Pool.Confining.IConfinement>().Description.StartsWith("none", StringComparison.Ordinal);

        await worker.StopAsync(Cancel);

        Assert.False(Eventually.IsAlive(children[0]), "the child in the session");
        if (confined) Assert.False(Eventually.IsAlive(children[1]), "the child that left the session");
        else Signals.Send(children[1], Signals.Kill);
    }

    [Fact]
    public async Task Stop_OfAWorkerThatIgnoresSigterm_KillsItAfterTheGrace()
    {
        await using var box = await TestBox.StartAsync();
        var worker = await box.StartWorkerAsync("deaf", grace: TimeSpan.FromMilliseconds(200));
        await worker.WaitUntilRunningAsync(Cancel);
        var process = worker.ProcessId!.Value;
        await worker.StopAsync(Cancel);

        Assert.Equal(WorkerState.Ended, worker.State);
        Assert.False(Eventually.IsAlive(process));
    }

    [Fact]
    public async Task Workers_AtTheHostsEnd_AllEndAndNoneStarts()
    {
        await using var box = await TestBox.StartAsync();
        var first = await box.StartWorkerAsync("echo");
        var second = await box.StartWorkerAsync("echo");
        await box.Get<Onebox.Pool.Running.Workers>().StopAsync(Cancel);

        Assert.Equal([WorkerState.Ended, WorkerState.Ended], [first.State, second.State]);
        Assert.Equal("worker.not_started", (await Assert.ThrowsAsync<ProblemException>(() => box.StartWorkerAsync("echo"))).Problem.Code);
    }

    private static async Task<IReadOnlyList<Kernel.Ports.Finding>> ProbeAsync(TestBox box) =>
        await new PoolProbe(box.Get<INodeInventory>(), box.Get<WorkerTable>(), box.Data, TimeProvider.System).CheckAsync(Cancel);

    internal static async Task<string> GetAsync(IWorker worker, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://worker" + path);
        using var response = await worker.Http.SendAsync(request, Cancel);
        return await response.Content.ReadAsStringAsync(Cancel);
    }
}
