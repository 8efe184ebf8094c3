using Microsoft.Extensions.DependencyInjection;
using Onebox.Serving.Requests;
using Onebox.Serving.Tests.Host;

namespace Onebox.Serving.Tests.Requests;

public sealed class RequestLogTests
{
    [Fact]
    public async Task List_MoreThanKept_HoldsTheNewestAndPagesThroughThem()
    {
        await using var host = await ServingHost.StartAsync(o => (o.KeepRequests, o.WriteRequestsEvery) = (50, TimeSpan.FromMilliseconds(10)));
        await host.DeployAsync("busy");
        for (var i = 0; i < 120; i++) (await host.ChatAsync("busy", $"{i}")).Dispose();
        var log = host.Services.GetRequiredService<RequestLog>();
        await ServingHost.UntilAsync(async () => (await log.ListAsync(null, null, 1000, TestContext.Current.CancellationToken)).Count is >= 50 and <= 55, "the oldest to go");
        var first = await log.ListAsync("busy", null, 10, TestContext.Current.CancellationToken);
        var second = await log.ListAsync("busy", first[^1].Id, 10, TestContext.Current.CancellationToken);
        Assert.Equal(first.Concat(second).OrderByDescending(r => r.Id, StringComparer.Ordinal).Select(r => r.Id), first.Concat(second).Select(r => r.Id));
        Assert.Empty(await log.ListAsync("other", null, 10, TestContext.Current.CancellationToken));
        Assert.All(first, r => Assert.Equal(("/v1/chat/completions", "busy", "tester", 200, "stop"), (r.Endpoint, r.Deployment, r.Caller, r.Status, r.Outcome)));
    }
}
