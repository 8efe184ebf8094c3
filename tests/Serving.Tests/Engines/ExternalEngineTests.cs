using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Onebox.Api;
using Onebox.Api.Client;
using Onebox.Api.Deployments;
using Onebox.Serving.Engines;
using Onebox.Serving.Tests.Engine;
using Onebox.Serving.Tests.Host;

namespace Onebox.Serving.Tests.Engines;

public sealed class ExternalEngineTests(ServingHost host) : IClassFixture<ServingHost>
{
    private DeploymentsClient Api => host.Client.Deployments;

    [Fact]
    public async Task Engine_BehindARoute_IsAskedByItsOwnModelNameAndKeyAndIsMetered()
    {
        await using var vllm = await FakeEngine.StartAsync("vllm");
        var added = await Api.AddEngineAsync(new AddEngineRequest("gpu-farm", vllm.Address + "/v1/", "s3cret-key"));
        Assert.Equal(("ready", vllm.Address), (added.State, added.Url));
        Assert.Equal(["vllm-model"], added.Models);
        await Api.PutRouteAsync("far", new PutRouteRequest([new RouteTarget("engine:gpu-farm", Model: "org/big-model")]));

        using var response = await host.ChatAsync("far", "tokens:2", stream: true);
        var text = await response.Content.ReadAsStringAsync();
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"usage\"", text, StringComparison.Ordinal);
        var (_, headers, body) = vllm.Received.Last();
        Assert.Equal("Bearer s3cret-key", headers["Authorization"]);
        Assert.False(headers.ContainsKey("X-Onebox-Fairness"));
        var asked = JsonNode.Parse(body)!;
        Assert.Equal(("org/big-model", true), ((string?)asked["model"], (bool)asked["stream_options"]!["include_usage"]!));
        Assert.Contains(("tester", "far", 7L), host.Usage.Recorded);
    }

    [Fact]
    public async Task Engine_Key_IsNotInTheRecordsAndSurvivesARestart()
    {
        var folder = Directory.CreateTempSubdirectory("onebox-engine-").FullName;
        await using var engine = await FakeEngine.StartAsync("there");
        await using (var first = await ServingHost.StartAsync(folder: folder)) await first.Client.Deployments.AddEngineAsync(new AddEngineRequest("there", engine.Address, "s3cret-key"));
        SqliteConnection.ClearAllPools();
        Assert.DoesNotContain("s3cret-key", await File.ReadAllTextAsync(Path.Combine(folder, "records.db"), System.Text.Encoding.Latin1), StringComparison.Ordinal);
        await using (var second = await ServingHost.StartAsync(folder: folder))
        {
            await ServingHost.UntilAsync(async () => (await second.Client.Deployments.EnginesAsync()).Items is [{ State: "ready" }], "the engine");
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Engine_Gone_IsFoundOutAndItsRouteSaysSo()
    {
        var engine = await FakeEngine.StartAsync("brief");
        await Api.AddEngineAsync(new AddEngineRequest("brief", engine.Address));
        await Api.PutRouteAsync("brief", new PutRouteRequest([new RouteTarget("engine:brief")]));
        await engine.DisposeAsync();
        await ServingHost.UntilAsync(async () => (await Api.EnginesAsync()).Items.Single(e => e.Name == "brief").State == "unreachable", "the probe");
        using var response = await host.ChatAsync("brief", "hi");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("engine.in_use", (await Assert.ThrowsAsync<BoxException>(() => Api.DeleteEngineAsync("brief"))).Problem.Code);
        await Api.DeleteRouteAsync("brief");
        await Api.DeleteEngineAsync("brief");
        Assert.DoesNotContain((await Api.EnginesAsync()).Items, e => e.Name == "brief");
    }

    [Fact]
    public async Task Engine_KeyRefused_IsNotTheClientsFault()
    {
        await using var engine = await FakeEngine.StartAsync("strict");
        var added = await Api.AddEngineAsync(new AddEngineRequest("strict", engine.Address, "wrong"));
        Assert.Equal("unreachable", added.State);
        Assert.Contains("401", added.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///etc/passwd", null)]
    [InlineData("ftp://host/", null)]
    [InlineData("http://user:pass@host/", null)]
    [InlineData("http://host/?x=1", null)]
    [InlineData("relative", null)]
    [InlineData("https://host:8443/base/v1/", "https://host:8443/base")]
    [InlineData("http://10.0.0.5:8000", "http://10.0.0.5:8000")]
    public void Root_AnyAddress_IsTakenOrRefused(string url, string? root) => Assert.Equal(root, AddEngine.Root(url));

    [Fact]
    public async Task Engine_AddedByAnEngineer_IsRefused()
    {
        using var response = await host.PostAsync("api/engines", """{"name":"sneaky","url":"http://169.254.169.254/"}""", caller: "engineer");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
