using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Access;
using Onebox.Testing;

namespace Onebox.Host.Tests;

/// <summary>The box as a whole, by its public addresses.</summary>
public sealed class BoxTests(BoxTests.OneBox fixture) : IClassFixture<BoxTests.OneBox>
{
    private readonly RealBox _box = fixture.Box;

    [Theory]
    [InlineData("health/live")]
    [InlineData("health/ready")]
    public async Task Health_WithoutAKey_Answers(string path)
    {
        using var http = new HttpClient { BaseAddress = _box.Address };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(path)).StatusCode);
        using var head = new HttpRequestMessage(HttpMethod.Head, path);
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(head)).StatusCode);
    }

    [Theory]
    [InlineData("api/box")]
    [InlineData("api/tasks")]
    [InlineData("api/models")]
    [InlineData("api/deployments")]
    [InlineData("api/pool")]
    [InlineData("api/users")]
    [InlineData("api/audit")]
    [InlineData("v1/models")]
    [InlineData("metrics")]
    [InlineData("openapi/v1.json")]
    [InlineData("reference")]
    public async Task EverythingElse_WithoutAKey_IsRefused(string path)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _box.Address };
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Metrics_WithAKey_AreForPrometheus()
    {
        var text = await _box.Client.Connection.Http.GetStringAsync("metrics");
        Assert.Contains("# TYPE", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenApi_DescribesEveryRoute()
    {
        using var document = JsonDocument.Parse(await _box.Client.Connection.Http.GetStringAsync("openapi/v1.json"));
        Assert.Equal("Onebox", document.RootElement.GetProperty("info").GetProperty("title").GetString());
        Assert.Equal("bearer", document.RootElement.GetProperty("components").GetProperty("securitySchemes").GetProperty("key").GetProperty("scheme").GetString());
        var paths = document.RootElement.GetProperty("paths").EnumerateObject().Select(p => p.Name).ToList();
        Assert.Contains("/api/models/import", paths);
        Assert.Contains("/v1/chat/completions", paths);
        Assert.Contains("/api/tasks/{id}/cancel", paths);
    }

    [Fact]
    public async Task Errors_UnderApi_AreProblemDetails()
    {
        var error = await Assert.ThrowsAsync<BoxException>(() => _box.Client.Tasks.GetAsync("tsk_nothing"));
        Assert.Equal(("task.not_found", 404), (error.Problem.Code, error.Problem.Status));
        Assert.NotNull(error.Problem.Remedy);
    }

    [Theory]
    [InlineData("POST", "api/keys", "{\"name\":", "request.malformed", 400)]
    [InlineData("POST", "api/keys", "{\"name\":7}", "request.malformed", 400)]
    [InlineData("POST", "api/keys", "", "request.malformed", 400)]
    [InlineData("DELETE", "api/pool", "", "request.method_not_allowed", 405)]
    [InlineData("GET", "api/nothing", "", "request.no_such_address", 404)]
    public async Task Errors_OfTheFramework_AreProblemsToo(string method, string path, string body, string code, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST") request.Content = new StringContent(body, null, "application/json");
        using var response = await _box.Client.Connection.Http.SendAsync(request);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(), ApiJson.Default.ProblemDetails)!;
        Assert.Equal((code, status), (problem.Code, (int)response.StatusCode));
        Assert.DoesNotContain("   at ", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_OfMethodAndMedia_HaveTheirOwnStatus()
    {
        var http = _box.Client.Connection.Http;
        using var wrongMethod = await http.DeleteAsync("v1/models");
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET"), (wrongMethod.StatusCode, string.Join(',', wrongMethod.Content.Headers.Allow)));
        Assert.Contains("\"error\"", await wrongMethod.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var text = new StringContent("name=a", null, "text/plain");
        using var wrongMedia = await http.PostAsync("api/keys", text);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, wrongMedia.StatusCode);
        Assert.Contains("request.content_type", await wrongMedia.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_OfABodysTypes_NameThePathAndNoTypeOfOurs()
    {
        using var body = new StringContent("""{"name":"k","expiresAt":[]}""", null, "application/json");
        using var response = await _box.Client.Connection.Http.PostAsync("api/keys", body);
        var said = await response.Content.ReadAsStringAsync();
        Assert.Contains("$.expiresAt must be a time", said, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownAddress_OpenedInABrowser_LeadsToAPage()
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _box.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "no/such/page");
        request.Headers.Accept.ParseAdd("text/html");
        using var response = await http.SendAsync(request);
        Assert.Equal((HttpStatusCode.Redirect, "/not-found"), (response.StatusCode, response.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task Errors_UnderV1_AreOpenAIs()
    {
        using var http = new HttpClient { BaseAddress = _box.Address };
        using var response = await http.GetAsync("v1/models");
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("invalid_api_key", body.RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task OwnerLink_SignsInOnceAndSetsACookieThatPagesCannotRead()
    {
        var link = await _box.Client.Access.CreateLinkAsync("owner");
        Assert.StartsWith(_box.Address.ToString(), link.Url, StringComparison.Ordinal);
        var token = link.Url[(link.Url.IndexOf('#', StringComparison.Ordinal) + 1)..];
        var cookies = new CookieContainer();
        using var http = new HttpClient(new HttpClientHandler { CookieContainer = cookies }) { BaseAddress = _box.Address };
        using var first = await http.PostAsync("api/session", Json(new SignInRequest(token)));
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var header = first.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", header, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", header, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("api/box")).StatusCode);

        using var stranger = new HttpClient { BaseAddress = _box.Address };
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync("api/session", Json(new SignInRequest(token)))).StatusCode);

        using var forged = new HttpRequestMessage(HttpMethod.Delete, "api/session");
        forged.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(forged)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await http.DeleteAsync("api/session")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("api/box")).StatusCode);
    }

    [Fact]
    public async Task Key_OfALesserRole_CannotGiveItselfMore()
    {
        var created = await _box.Client.Access.CreateKeyAsync(new CreateKeyRequest("developer-key", Actions: ["box:read", "keys:own"]));
        var developer = _box.ClientFor(created.Key);
        Assert.Equal("access.role_too_high", (await Assert.ThrowsAsync<BoxException>(() => developer.Access.CreateKeyAsync(new CreateKeyRequest("more", "owner")))).Problem.Code);
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<BoxException>(() => developer.Access.UsersAsync())).Problem.Code);
        await _box.Client.Access.RevokeKeyAsync(created.Info.Id);
        Assert.Equal("access.credential_refused", (await Assert.ThrowsAsync<BoxException>(() => developer.GetBoxAsync())).Problem.Code);
        Assert.True((await _box.Client.Access.CheckAuditAsync()).Whole);
    }

    [Fact]
    public async Task DataFolder_InUse_TheSecondHostEndsWithTheReason()
    {
        using var second = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "onebox-host"), ["--data", _box.Folder, "--port", "1"]) { RedirectStandardError = true })!;
        var text = await second.StandardError.ReadToEndAsync();
        await second.WaitForExitAsync();
        Assert.Equal(2, second.ExitCode);
        Assert.Contains("Another box runs", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listens_OnThePortAndNothingElse()
    {
        using var ss = Process.Start(new ProcessStartInfo("sh", ["-c", $"cat /proc/{_box.ProcessId}/net/tcp /proc/{_box.ProcessId}/net/tcp6; ls -l /proc/{_box.ProcessId}/fd"]) { RedirectStandardOutput = true })!;
        var text = await ss.StandardOutput.ReadToEndAsync();
        var own = text.Split('\n').Where(l => l.Contains("socket:[", StringComparison.Ordinal)).Select(l => l[(l.IndexOf('[', StringComparison.Ordinal) + 1)..].TrimEnd(']')).ToHashSet(StringComparer.Ordinal);
        const string listening = "0A";
        var ports = text.Split('\n').Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(f => f.Length > 9 && f[3] == listening && own.Contains(f[9])).Select(f => Convert.ToInt32(f[1].Split(':')[1], 16)).ToList();
        Assert.Equal([_box.Port], ports);
    }

    private static StringContent Json(SignInRequest request) => new(JsonSerializer.Serialize(request, ApiJson.Default.SignInRequest), null, "application/json");

    public sealed class OneBox : IAsyncLifetime
    {
        public RealBox Box { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Box = await RealBox.StartAsync();

        public ValueTask DisposeAsync() => Box.DisposeAsync();
    }
}
