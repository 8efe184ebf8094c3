using System.Net;
using System.Text.Json.Nodes;
using Onebox.Serving.Tests.Host;

namespace Onebox.Serving.Tests.Forwarding;

public sealed class AnswerTests(ServingHost host) : IClassFixture<ServingHost>
{
    [Fact]
    public async Task Chat_DeployedModel_AnswersWithItsJsonUntouched()
    {
        await host.DeployAsync("plain");
        using var response = await host.ChatAsync("plain", "hi");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("plain", (string?)answer["model"]);
        Assert.Equal(12, (int)answer["usage"]!["total_tokens"]!);
        Assert.StartsWith("req_", response.Headers.GetValues("X-Request-Id").Single(), StringComparison.Ordinal);
    }
}
