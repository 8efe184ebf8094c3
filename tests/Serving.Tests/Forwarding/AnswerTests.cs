using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Onebox.Api.Deployments;
using Onebox.Serving.Tests.Host;

namespace Onebox.Serving.Tests.Forwarding;

public sealed class AnswerTests(ServingHost host) : IClassFixture<ServingHost>
{
    [Fact]
    public async Task Chat_DeployedModel_AnswersWithItsJson()
    {
        await host.DeployAsync("plain");
        using var response = await host.ChatAsync("plain", "hi");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("plain", (string?)answer["model"]);
        Assert.Equal(12, (int)answer["usage"]!["total_tokens"]!);
        Assert.StartsWith("req_", response.Headers.GetValues("X-Request-Id").Single(), StringComparison.Ordinal);
        var (_, headers, _) = host.Workers.Of("plain")[0].Engine.Received.Last();
        Assert.Equal("key_1", headers["X-Onebox-Fairness"]);
        Assert.False(headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Chat_AnswerLargerThanWhatIsHeld_FlowsThroughWhole()
    {
        await host.DeployAsync("large");
        using var response = await host.ChatAsync("large", "bytes:3000000");
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(3_000_000, ((string)answer["choices"]![0]!["message"]!["content"]!).Count(c => c == 'x'));
        var record = await RecordAsync("large");
        Assert.Equal((5, 7, 3), (record.PromptTokens, record.GeneratedTokens, record.CachedTokens));
    }

    [Fact]
    public async Task Chat_BodyThatIsCompressed_IsRefusedAsThat()
    {
        using var body = new ByteArrayContent([0x1f, 0x8b]);
        body.Headers.ContentEncoding.Add("gzip");
        using var response = await host.Http.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), body);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("request.content_encoding", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["code"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_UsageAskedForOrNot_IsPassedOnOnlyThen(bool usage)
    {
        var name = $"streams-{usage}";
        await host.DeployAsync(name);
        using var response = await host.ChatAsync(name, "tokens:4", stream: true, usage);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(usage ? 7 : 6, events.Length);
        Assert.Equal("data: [DONE]", events[^1]);
        var record = await RecordAsync(name);
        Assert.Equal((5, 2, 4, "length", 1.5, 2.5, 30.0, 4.0), (record.PromptTokens, record.CachedTokens, record.GeneratedTokens, record.Outcome, record.QueueMilliseconds, record.PrefillMilliseconds, record.DecodeMilliseconds, record.TimeToFirstTokenMilliseconds));
        Assert.Contains(("tester", name, 9L), host.Usage.Recorded);
    }

    [Fact]
    public async Task Stream_FirstTokenMade_IsThereBeforeTheRest()
    {
        await host.DeployAsync("early");
        using var response = await host.ChatAsync("early", "hold", stream: true);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.StartsWith("data: ", await reader.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal(1, host.Workers.Of("early")[0].Engine.Running);
        Assert.Equal(1, (await host.GetAsync("early")).Replicas[0].Outstanding);
        host.Workers.Of("early")[0].Engine.LetGo();
        Assert.EndsWith("data: [DONE]\n\n", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ClientLeaves_EndsTheEnginesWorkAndIsCounted()
    {
        await host.DeployAsync("left");
        using var leave = new CancellationTokenSource();
        var response = await host.ChatAsync("left", "hold", stream: true, cancellation: leave.Token);
        response.Dispose();
        await leave.CancelAsync();
        var engine = host.Workers.Of("left")[0].Engine;
        await ServingHost.UntilAsync(() => engine is { Cancelled: 1, Running: 0 }, "the engine to see the client leave");
        await ServingHost.UntilAsync(async () => (await host.Client.Deployments.RequestsAsync("left")).Items is [{ Outcome: "cancelled" }], "the record");
        var record = await RecordAsync("left");
        Assert.Equal((5, 1), (record.PromptTokens, record.GeneratedTokens));
        Assert.Equal(0, (await host.GetAsync("left")).Replicas[0].Outstanding);
    }

    [Fact]
    public async Task Stream_EngineDiesInTheMiddle_EndsWithAnErrorEvent()
    {
        await host.DeployAsync("breaks");
        using var response = await host.ChatAsync("breaks", "hold die:1", stream: true);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.StartsWith("data: ", await reader.ReadLineAsync(), StringComparison.Ordinal);
        host.Workers.Of("breaks")[0].Engine.LetGo();
        var text = await reader.ReadToEndAsync();
        var last = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Equal("engine.lost", (string?)JsonNode.Parse(last["data: ".Length..])!["error"]!["code"]);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        Assert.Equal(("error", 1), ((await RecordAsync("breaks")).Outcome, (await RecordAsync("breaks")).GeneratedTokens));
    }

    [Fact]
    public async Task Request_EngineDiesBeforeItAnswers_Is503WithRetryAfter()
    {
        await host.DeployAsync("dies");
        using var response = await host.ChatAsync("dies", "die:0");
        await AssertErrorAsync(response, HttpStatusCode.ServiceUnavailable, "engine.lost");
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Request_OneOfTwoReplicasIsKilled_IsAnsweredByTheOther()
    {
        await host.DeployAsync("pair", new DeploymentSettings { Replicas = 2 });
        await host.Workers.Of("pair")[0].KillAsync();
        for (var i = 0; i < 10; i++)
        {
            using var response = await host.ChatAsync("pair", $"prompt {i}");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await host.UntilStateAsync("pair", DeploymentState.Degraded);
        await host.Workers.Of("pair")[0].RunAsync(static _ => { });
        await host.UntilStateAsync("pair", DeploymentState.Ready);
        Assert.Equal(1, (await host.GetAsync("pair")).Replicas.Max(r => r.Restarts));
    }

    [Fact]
    public async Task Request_QueueFull_Is429WithTheEnginesRetryAfter()
    {
        await host.DeployAsync("full");
        using var response = await host.ChatAsync("full", "busy");
        await AssertErrorAsync(response, HttpStatusCode.TooManyRequests, "engine.queue_full");
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Request_EnginesOwnRefusal_IsPassedOn()
    {
        await host.DeployAsync("tea");
        using var response = await host.ChatAsync("tea", "teapot");
        await AssertErrorAsync(response, (HttpStatusCode)418, "teapot");
    }

    [Fact]
    public async Task Request_QuotaSpent_IsRefusedBeforeTheEngine()
    {
        await host.DeployAsync("metered");
        var before = host.Workers.Of("metered")[0].Engine.Received.Count;
        using var response = await host.ChatAsync("metered", "hi", caller: "spent");
        await AssertErrorAsync(response, HttpStatusCode.TooManyRequests, "quota.exceeded");
        Assert.Equal(TimeSpan.FromMinutes(1), response.Headers.RetryAfter!.Delta);
        Assert.Equal(before, host.Workers.Of("metered")[0].Engine.Received.Count);
    }

    [Fact]
    public async Task Request_RouteNotThereOrNotAllowed_Is404InTheSameWords()
    {
        await host.DeployAsync("mine");
        using var unknown = await host.ChatAsync("nowhere", "hi");
        using var forbidden = await host.ChatAsync("mine", "hi", caller: "only:other");
        var (one, other) = (await AssertErrorAsync(unknown, HttpStatusCode.NotFound, "model_not_found"), await AssertErrorAsync(forbidden, HttpStatusCode.NotFound, "model_not_found"));
        Assert.Equal(one.Replace("nowhere", "mine", StringComparison.Ordinal), other);
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/models") { Headers = { { "X-Test-Caller", "only:mine" } } };
        using var models = await host.Http.SendAsync(request);
        Assert.Equal(["mine"], JsonNode.Parse(await models.Content.ReadAsStringAsync())!["data"]!.AsArray().Select(m => (string?)m!["id"]));
    }

    [Fact]
    public async Task Request_MalformedOrTooLarge_IsRefusedInOpenAIsShape()
    {
        using var malformed = await host.PostAsync("v1/chat/completions", "{\"model\": nope}");
        Assert.Contains("line 1, byte 12", await AssertErrorAsync(malformed, HttpStatusCode.BadRequest, "request.malformed"), StringComparison.Ordinal);
        await using var small = await ServingHost.StartAsync(o => o.MaxBodyBytes = 1024);
        using var large = await small.PostAsync("v1/chat/completions", $$"""{"model":"x","prompt":"{{new string('x', 2000)}}"}""");
        await AssertErrorAsync(large, HttpStatusCode.RequestEntityTooLarge, "request.too_large");
    }

    [Fact]
    public async Task Route_TwoTargets_SharesRequestsByWeightAndMovesAtOnce()
    {
        await host.DeployAsync("v1");
        await host.DeployAsync("v2");
        await host.Client.Deployments.PutRouteAsync("canary", new PutRouteRequest([new RouteTarget("v1", 80), new RouteTarget("v2", 20)]));
        for (var i = 0; i < 50; i++) (await host.ChatAsync("canary", $"{i}")).Dispose();
        var records = (await host.Client.Deployments.RequestsAsync("canary")).Items;
        Assert.InRange(records.Count(r => r.Deployment == "v2"), 8, 12);
        await host.Client.Deployments.PutRouteAsync("canary", new PutRouteRequest([new RouteTarget("v2")]));
        for (var i = 0; i < 10; i++) (await host.ChatAsync("canary", $"{i}")).Dispose();
        Assert.All((await host.Client.Deployments.RequestsAsync("canary", limit: 10)).Items, r => Assert.Equal("v2", r.Deployment));
    }

    [Fact]
    public async Task Route_TargetStopped_SendsItsShareToTheOther()
    {
        await host.DeployAsync("up");
        await host.DeployAsync("down");
        await host.Client.Deployments.PutRouteAsync("half", new PutRouteRequest([new RouteTarget("up", 50), new RouteTarget("down", 50)]));
        await host.Client.Deployments.StopAsync("down");
        for (var i = 0; i < 10; i++)
        {
            using var response = await host.ChatAsync("half", $"{i}");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private async Task<RequestRecord> RecordAsync(string route) => (await host.Client.Deployments.RequestsAsync(route)).Items[0];

    private static async Task<string> AssertErrorAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        Assert.Equal(status, response.StatusCode);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetString());
        return error.GetProperty("message").GetString()!;
    }
}
