using System.Net;
using Onebox.Api.Client;
using Onebox.Api.Deployments;
using Onebox.Api;
using Onebox.Api.Tasks;
using Onebox.Serving.Tests.Host;

namespace Onebox.Serving.Tests.Deployments;

public sealed class DeploymentTests(ServingHost host) : IClassFixture<ServingHost>
{
    private DeploymentsClient Api => host.Client.Deployments;

    [Fact]
    public async Task Deploy_SettingsLeftOpen_AreChosenAndShown()
    {
        var info = await host.DeployAsync("chosen");
        Assert.Equal(DeploymentState.Ready, info.State);
        Assert.Equal((4096, 4, "f16", 512, 64, 4, 0), (info.Settings.ContextTokens, info.Settings.Parallel, info.Settings.KeyValueType, info.Settings.BatchTokens, info.Settings.QueueLimit, info.Settings.Threads, info.Settings.GpuLayers));
        var replica = Assert.Single(info.Replicas);
        Assert.Equal("ready", replica.State);
        Assert.Equal(0.5, replica.Engine!.CacheHitRatio);
        Assert.Equal(4, Assert.Single(host.Workers.Of("chosen")).Lease.Slices.Single(s => s.DeviceKind == "cpu").Compute);
        Assert.Contains((await Api.RoutesAsync()).Items, r => r.Name == "chosen" && r.Targets is [{ Deployment: "chosen" }]);
        Assert.Equal("/v1/completions", host.Workers.Of("chosen")[0].Engine.Received.First().Path);
    }

    [Fact]
    public async Task Deploy_CoresTakenByOthersMeanwhile_SharesThem()
    {
        await using var busy = await ServingHost.StartAsync();
        // As after a restart of the box, when all deployments come back at once.
        busy.Pool.CoresTakenMeanwhile = 8;
        var info = await busy.DeployAsync("late");
        Assert.Equal((DeploymentState.Ready, 1), (info.State, info.Settings.Threads));
        Assert.DoesNotContain(Assert.Single(busy.Workers.Of("late")).Lease.Slices, s => s.DeviceKind == "cpu");
    }

    [Fact]
    public async Task Deploy_ModelLoads_TaskShowsProgressAndRequestsWait()
    {
        host.Workers.Prepare = w => (w.Engine.State, w.Engine.LoadProgress) = (w.Settings.GetProperty("name").GetString() == "slow" ? "loading" : "ready", 0.4);
        var accepted = await Api.DeployAsync(new DeployRequest("stories", "slow"));
        await ServingHost.UntilAsync(async () => (await host.GetAsync("slow")).LoadProgress == 0.4, "progress");
        Assert.Equal("loading the model", (await host.Client.Tasks.GetAsync(accepted.TaskId)).Progress!.Step);
        var waiting = host.ChatAsync("slow", "hi");
        Assert.False(waiting.IsCompleted);
        host.Workers.Of("slow")[0].Engine.State = "ready";
        using var response = await waiting;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(TaskState.Succeeded, (await host.WaitAsync(accepted.TaskId)).State);
    }

    [Fact]
    public async Task Deploy_ModelLoadsLongerThanPatience_RequestsGet503WithTheProgress()
    {
        await using var other = await ServingHost.StartAsync(o => o.LoadPatience = TimeSpan.FromMilliseconds(50));
        other.Workers.Prepare = w => (w.Engine.State, w.Engine.LoadProgress) = ("loading", 0.25);
        await other.Client.Deployments.DeployAsync(new DeployRequest("stories", "slow"));
        await ServingHost.UntilAsync(async () => (await other.GetAsync("slow")).LoadProgress == 0.25, "progress");
        using var response = await other.ChatAsync("slow", "hi");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Contains("25% done", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deploy_EngineCannotLoad_TaskFailsWithItsReasonAndNothingIsHeld()
    {
        host.Workers.Prepare = w => (w.Engine.State, w.Engine.FailureReason) = (w.Settings.GetProperty("name").GetString() == "broken" ? "failed" : "ready", "Tensor blk.0 is missing.");
        var task = await host.WaitAsync((await Api.DeployAsync(new DeployRequest("stories", "broken"))).TaskId);
        Assert.Equal((TaskState.Failed, "model.unreadable", "Tensor blk.0 is missing."), (task.State, task.Failure!.Code, task.Failure.Cause));
        await host.UntilStateAsync("broken", DeploymentState.Failed);
        Assert.DoesNotContain(host.Pool.Leases, l => l.HolderId == task.ResourceId);
        Assert.Empty(host.Workers.Of("broken"));
        host.Workers.Prepare = static _ => { };
        await host.DeployAsync("broken");
    }

    [Fact]
    public async Task Deploy_NoRoom_FailsWithThePoolsWordsAndLeavesOthersAlone()
    {
        await host.DeployAsync("resident");
        var task = await host.WaitAsync((await Api.DeployAsync(new DeployRequest("big-2000000", "too-big"))).TaskId);
        Assert.Equal((TaskState.Failed, "pool.insufficient"), (task.State, task.Failure!.Code));
        Assert.Equal("Stop something.", task.Failure.Remedy);
        Assert.Equal(DeploymentState.Ready, (await host.GetAsync("resident")).State);
    }

    [Fact]
    public async Task Deploy_BadRequests_AreRefusedAtOnce()
    {
        await host.DeployAsync("taken");
        Assert.Equal("deployment.name_taken", await RefusalAsync(new DeployRequest("stories", "taken")));
        Assert.Equal("model.not_found", await RefusalAsync(new DeployRequest("missing-1")));
        Assert.Equal("model.format_not_served", await RefusalAsync(new DeployRequest("tensors-1")));
        Assert.Equal("request.invalid", await RefusalAsync(new DeployRequest("stories", "engine:x", new DeploymentSettings { Replicas = 0, Parallel = 0, KeyValueType = "int3" })));
    }

    [Fact]
    public async Task Replace_RoomForBoth_SwitchesWithoutALostRequest()
    {
        var before = await host.DeployAsync("rolling");
        await UnderLoadAsync("rolling", async () =>
        {
            var task = await host.WaitAsync((await Api.ReplaceAsync("rolling", new DeployRequest("stories", Settings: new DeploymentSettings { Parallel = 8 }))).TaskId);
            Assert.Equal(TaskState.Succeeded, task.State);
        });
        var after = await host.GetAsync("rolling");
        Assert.Equal((before.Generation + 1, 8), (after.Generation, after.Settings.Parallel));
        Assert.NotEqual(before.Replicas[0].Id, Assert.Single(after.Replicas).Id);
        Assert.Single(host.Workers.Of("rolling"));
    }

    [Fact]
    public async Task Replace_RoomForOneOnly_DrainsFirstAndRequestsWait()
    {
        await using var tight = await ServingHost.StartAsync();
        tight.Pool.MemoryBytes = 150;
        await tight.DeployAsync("only");
        await UnderLoadAsync("only", async () =>
        {
            var task = await tight.WaitAsync((await tight.Client.Deployments.ReplaceAsync("only", new DeployRequest("stories"))).TaskId);
            Assert.Equal((TaskState.Succeeded, null), (task.State, task.Failure?.Cause));
        }, tight);
        Assert.True(tight.Pool.PeakBytes <= 150);
        Assert.Equal(2, (await tight.GetAsync("only")).Generation);
    }

    [Fact]
    public async Task Replace_NewOneDoesNotComeUp_KeepsTheOldAnswering()
    {
        var before = await host.DeployAsync("kept");
        host.Workers.Prepare = w => (w.Engine.State, w.Engine.FailureReason) = (w.Settings.GetProperty("parallel").GetInt32() == 9 ? "failed" : "ready", "Not today.");
        var task = await host.WaitAsync((await Api.ReplaceAsync("kept", new DeployRequest("stories", Settings: new DeploymentSettings { Parallel = 9 }))).TaskId);
        Assert.Equal((TaskState.Failed, "Not today."), (task.State, task.Failure!.Cause));
        var after = await host.GetAsync("kept");
        Assert.Equal((before.Generation, before.Replicas[0].Id, DeploymentState.Ready), (after.Generation, after.Replicas.Single(r => r.State == "ready").Id, after.State));
        Assert.Contains("Not today.", after.Reason, StringComparison.Ordinal);
        using var response = await host.ChatAsync("kept", "hi");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Worker_Killed_ComesBackAndOthersNoticeNothing()
    {
        await host.DeployAsync("killed");
        await host.DeployAsync("other");
        var worker = host.Workers.Of("killed")[0];
        using var streaming = await host.ChatAsync("killed", "hold", stream: true);
        await worker.KillAsync();
        Assert.Contains("engine.lost", await streaming.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await host.UntilStateAsync("killed", DeploymentState.Starting);
        using (var fine = await host.ChatAsync("other", "hi")) Assert.Equal(HttpStatusCode.OK, fine.StatusCode);
        var waiting = host.ChatAsync("killed", "hi");
        await worker.RunAsync(static _ => { });
        using var answered = await waiting;
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    [Fact]
    public async Task Worker_GivenUpByThePool_IsReplacedByANewOne()
    {
        var before = await host.DeployAsync("replaced");
        await host.Workers.Of("replaced")[0].GiveUpAsync("it crashed 8 times");
        await ServingHost.UntilAsync(async () => (await host.GetAsync("replaced")) is { State: DeploymentState.Ready, Replicas: [var r] } && r.Id != before.Replicas[0].Id, "another replica");
        Assert.Equal(1, host.Pool.Leases.Count(l => l.HolderId == before.Id));
    }

    [Fact]
    public async Task Stop_RequestsUnderWay_AreFinishedFirst()
    {
        var info = await host.DeployAsync("stopping");
        var engine = host.Workers.Of("stopping")[0].Engine;
        var held = host.ChatAsync("stopping", "hold");
        await ServingHost.UntilAsync(() => engine.Running == 1, "the request");
        var stopping = Api.StopAsync("stopping");
        await host.UntilStateAsync("stopping", DeploymentState.Draining);
        using (var late = await host.ChatAsync("stopping", "hi")) Assert.Equal(HttpStatusCode.ServiceUnavailable, late.StatusCode);
        engine.LetGo();
        using (var finished = await held) Assert.Equal(HttpStatusCode.OK, finished.StatusCode);
        await stopping;
        Assert.DoesNotContain(host.Pool.Leases, l => l.HolderId == info.Id);
        var task = await host.WaitAsync((await Api.StartAsync("stopping")).TaskId);
        Assert.Equal(TaskState.Succeeded, task.State);
    }

    [Fact]
    public async Task Delete_OtherRouteLeadsToIt_IsRefusedUntilThatIsGone()
    {
        await host.DeployAsync("wanted");
        await Api.PutRouteAsync("alias", new PutRouteRequest([new RouteTarget("wanted")]));
        var refused = await Assert.ThrowsAsync<BoxException>(() => Api.DeleteAsync("wanted"));
        Assert.Contains("alias", refused.Problem.Detail, StringComparison.Ordinal);
        await Api.DeleteRouteAsync("alias");
        Assert.Equal("route.is_own", (await Assert.ThrowsAsync<BoxException>(() => Api.DeleteRouteAsync("wanted"))).Problem.Code);
        await Api.DeleteAsync("wanted");
        Assert.Equal("deployment.not_found", (await Assert.ThrowsAsync<BoxException>(() => host.GetAsync("wanted"))).Problem.Code);
        Assert.DoesNotContain((await Api.RoutesAsync()).Items, r => r.Name == "wanted");
        Assert.Empty(host.Workers.Of("wanted"));
        await host.DeployAsync("wanted");
    }

    [Fact]
    public async Task Idle_NoRequests_UnloadsAndTheNextRequestLoadsIt()
    {
        await host.DeployAsync("sleepy", new DeploymentSettings { IdleUnloadSeconds = 1 });
        await host.UntilStateAsync("sleepy", DeploymentState.Idle);
        await ServingHost.UntilAsync(() => host.Workers.Of("sleepy").Length == 0, "its worker to end");
        using var response = await host.ChatAsync("sleepy", "hi");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(host.Workers.Of("sleepy"));
    }

    [Fact]
    public async Task Task_CancelledWhileLoading_StopsTheDeployment()
    {
        host.Workers.Prepare = w => w.Engine.State = w.Settings.GetProperty("name").GetString() == "given-up" ? "loading" : "ready";
        var accepted = await Api.DeployAsync(new DeployRequest("stories", "given-up"));
        await ServingHost.UntilAsync(() => host.Workers.Of("given-up").Length == 1, "its worker");
        await host.Client.Tasks.CancelAsync(accepted.TaskId);
        Assert.Equal(TaskState.Cancelled, (await host.WaitAsync(accepted.TaskId)).State);
        await host.UntilStateAsync("given-up", DeploymentState.Stopped);
        Assert.DoesNotContain(host.Pool.Leases, l => l.HolderId == accepted.ResourceId);
    }

    [Fact]
    public async Task Host_Restarted_BringsBackWhatRanAndOnlyThat()
    {
        var folder = Directory.CreateTempSubdirectory("onebox-restart-").FullName;
        await using (var first = await ServingHost.StartAsync(folder: folder))
        {
            await first.DeployAsync("ran");
            await first.DeployAsync("stopped");
            await first.Client.Deployments.StopAsync("stopped");
            await first.Client.Deployments.PutRouteAsync("alias", new PutRouteRequest([new RouteTarget("ran")]));
        }

        await using (var second = await ServingHost.StartAsync(folder: folder))
        {
            using var response = await second.ChatAsync("alias", "hi");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await second.UntilStateAsync("stopped", DeploymentState.Stopped);
            Assert.Empty(second.Workers.Of("stopped"));
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Requests without a pause while <paramref name="change"/> runs; every one must be answered.</summary>
    private async Task UnderLoadAsync(string route, Func<Task> change, ServingHost? on = null)
    {
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(async n =>
        {
            var answered = 0;
            while (!enough.IsCancellationRequested)
            {
                using var response = await (on ?? host).ChatAsync(route, $"{n} {answered}", stream: n % 2 == 0);
                var text = await response.Content.ReadAsStringAsync();
                Assert.True(response.StatusCode == HttpStatusCode.OK, text);
                Assert.DoesNotContain("\"error\"", text, StringComparison.Ordinal);
                answered++;
            }

            Assert.NotEqual(0, answered);
        }).ToList();
        await change();
        await enough.CancelAsync();
        await Task.WhenAll(load);
    }

    private async Task<string> RefusalAsync(DeployRequest request) => (await Assert.ThrowsAsync<BoxException>(() => Api.DeployAsync(request))).Problem.Code;
}
