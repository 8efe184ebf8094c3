using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Security.Gate;

namespace Onebox.Security.Tests;

public sealed class GateTests : SecurityTest
{
    [Fact]
    public async Task Endpoint_WithoutADecision_IsNeverServed() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => PassAsync(decision: null));

    [Fact]
    public async Task Endpoint_OpenToAnyone_IsServedWithoutACredential() => Assert.True(await PassAsync(new AccessDecision(null)));

    [Fact]
    public async Task NoCredential_IsRefused() => Assert.Equal("access.unauthenticated", await RefusalAsync(new AccessDecision(Actions.BoxRead)));

    [Fact]
    public async Task UnknownKey_IsRefused() => Assert.Equal("access.credential_refused", await RefusalAsync(new AccessDecision(Actions.BoxRead), ("Authorization", "Bearer ob_wrong")));

    [Fact]
    public async Task Key_WithoutTheAction_IsRefused()
    {
        var key = await AddKeyAsync(await OwnerAsync(), Roles.Reader);
        Assert.Equal("access.forbidden", await RefusalAsync(new AccessDecision(Actions.ModelsWrite), ("Authorization", $"Bearer {key}")));
        Assert.True(await PassAsync(new AccessDecision(Actions.ModelsRead), "GET", ("Authorization", $"Bearer {key}")));
    }

    [Fact]
    public async Task Key_FasterThanItsRate_IsToldWhenToComeBack()
    {
        var key = await AddKeyAsync(await OwnerAsync(), Roles.Reader, k => k.RequestsPerMinute = 2);
        for (var i = 0; i < 2; i++) Assert.True(await PassAsync(new AccessDecision(Actions.Infer), "GET", ("Authorization", $"Bearer {key}")));
        var error = await Assert.ThrowsAsync<ProblemException>(() => PassAsync(new AccessDecision(Actions.Infer), "GET", ("Authorization", $"Bearer {key}")));
        Assert.Equal(429, error.Problem.Status);
        Assert.NotNull(error.Problem.RetryAfter);
    }

    [Theory]
    [InlineData("POST", "cross-site", null, true)]
    [InlineData("POST", "same-site", null, true)]
    [InlineData("POST", "same-origin", null, false)]
    [InlineData("POST", "none", null, false)]
    [InlineData("DELETE", null, "https://evil.example", true)]
    [InlineData("DELETE", null, "http://box:8080", false)]
    [InlineData("GET", "cross-site", null, false)]
    public void CrossSite_ByWhatBrowsersTell(string method, string? site, string? origin, bool suspected)
    {
        var headers = new List<(string, string)>();
        if (site is not null) headers.Add(("Sec-Fetch-Site", site));
        if (origin is not null) headers.Add(("Origin", origin));
        Assert.Equal(suspected, CrossSite.IsSuspected(Request(method, [.. headers])));
    }

    [Fact]
    public void Roles_MightierOnes_ContainTheLesser()
    {
        foreach (var (less, more) in Roles.Ranked.Zip(Roles.Ranked.Skip(1))) Assert.ProperSubset(Roles.ActionsOf(more).ToHashSet(StringComparer.Ordinal), Roles.ActionsOf(less).ToHashSet(StringComparer.Ordinal));
    }

    private async Task<string> RefusalAsync(AccessDecision decision, params (string Name, string Value)[] headers) =>
        (await Assert.ThrowsAsync<ProblemException>(() => PassAsync(decision, "GET", headers))).Problem.Code;

    /// <returns>True when the gate let the request through.</returns>
    private async Task<bool> PassAsync(AccessDecision? decision, string method = "GET", params (string Name, string Value)[] headers)
    {
        var passed = false;
        var http = Request(method, headers).HttpContext;
        http.SetEndpoint(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/test"), 0, new EndpointMetadataCollection(decision is null ? [] : [decision]), "test"));
        var gate = new AccessGate(
            _ =>
            {
                passed = true;
                return Task.CompletedTask;
            },
            Box.Get<CallerResolver>(),
            Box.Get<RequestLimits>());
        await gate.InvokeAsync(http);
        return passed;
    }
}
