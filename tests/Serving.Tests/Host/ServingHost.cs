using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Onebox.Api;
using Onebox.Api.Client;
using Onebox.Api.Deployments;
using Onebox.Api.Tasks;
using Onebox.Catalog;
using Onebox.Host.Coordination;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;
using Onebox.Kernel.Records;
using Onebox.Pool;
using Onebox.Serving.Tests.Engine;
using Onebox.Tasks;

namespace Onebox.Serving.Tests.Host;

/// <summary>Serving as it runs in a box, over HTTP, with records on disk and grains; processes, devices and models are fakes.</summary>
public sealed class ServingHost : IAsyncLifetime
{
    private readonly bool _ownsFolder;
    private readonly Action<ServingOptions> _configure;
    private DataFolder _data = null!;
    private WebApplication _app = null!;

    public ServingHost()
        : this(null, static _ => { })
    {
    }

    private ServingHost(string? folder, Action<ServingOptions> configure)
    {
        (_ownsFolder, _configure) = (folder is null, configure);
        Folder = folder ?? Directory.CreateTempSubdirectory("onebox-serving-").FullName;
        Workers = new FakeWorkers(Directory.CreateTempSubdirectory("obw").FullName);
    }

    /// <summary>A host with other settings, or on the folder of an earlier one.</summary>
    public static async Task<ServingHost> StartAsync(Action<ServingOptions>? configure = null, string? folder = null)
    {
        var host = new ServingHost(folder, configure ?? (static _ => { }));
        await host.InitializeAsync();
        return host;
    }

    public string Folder { get; }
    public FakePool Pool { get; } = new();
    public FakeWorkers Workers { get; }
    public FakeUsage Usage { get; } = new();
    public HttpClient Http { get; private set; } = null!;
    public OneboxClient Client { get; private set; } = null!;
    public IServiceProvider Services => _app.Services;

    public async ValueTask InitializeAsync()
    {
        _data = DataFolder.Open(Folder);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (Environment.GetEnvironmentVariable("ONEBOX_TEST_LOG") is not null) builder.Logging.AddConsole();
        builder.WebHost.ConfigureKestrel(o => o.Listen(IPAddress.Loopback, 0));
        builder.Host.UseSingleNodeSilo();
        var services = builder.Services;
        services.AddSingleton(_data);
        services.AddKernel().AddTasks().AddServing();
        services.AddDataProtection();
        services.AddSingleton<IPool>(Pool);
        services.AddSingleton<IWorkers>(Workers);
        services.AddSingleton<FakeCatalog>();
        services.AddSingleton<ICatalog>(p => p.GetRequiredService<FakeCatalog>());
        services.AddSingleton<ISizing>(p => p.GetRequiredService<FakeCatalog>());
        services.AddSingleton<IUsage>(Usage);
        services.AddSingleton<IAudit, FakeAudit>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        services.Configure<ServingOptions>(o =>
        {
            o.LoadPatience = TimeSpan.FromSeconds(10);
            o.HealthEvery = TimeSpan.FromMilliseconds(200);
            o.LoadEvery = TimeSpan.FromMilliseconds(20);
            o.FirstRetry = TimeSpan.FromMilliseconds(50);
            o.LongestRetry = TimeSpan.FromMilliseconds(200);
            o.ShutdownDrainLimit = TimeSpan.FromSeconds(2);
            o.ProbeEnginesEvery = TimeSpan.FromMilliseconds(200);
            _configure(o);
        });
        _app = builder.Build();
        _app.Use(EdgeAsync);
        _app.UseRouting();
        _app.MapTasks();
        _app.MapServing();
        _app.Services.GetRequiredService<MigrateRecords>().Run();
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/"), Timeout = TimeSpan.FromSeconds(60) };
        Client = new OneboxClient(new BoxConnection(Http));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Workers.DisposeAsync();
        _data.Dispose();
        if (_ownsFolder) Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Deploys and waits until it is ready.</summary>
    public async Task<DeploymentInfo> DeployAsync(string name, DeploymentSettings? settings = null, string model = "stories")
    {
        var task = await WaitAsync((await Client.Deployments.DeployAsync(new DeployRequest(model, name, settings))).TaskId);
        Assert.Equal((TaskState.Succeeded, null), (task.State, task.Failure?.Cause));
        return await Client.Deployments.GetAsync(name);
    }

    public Task<TaskInfo> WaitAsync(string taskId) => _app.Services.GetRequiredService<ITasks>().WaitAsync(taskId, new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);

    public async Task<HttpResponseMessage> ChatAsync(string route, string prompt, bool stream = false, bool usage = false, string? caller = null, CancellationToken cancellation = default)
    {
        var body = new JsonObject { ["model"] = route, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }) };
        if (stream) body["stream"] = true;
        if (usage) body["stream_options"] = new JsonObject { ["include_usage"] = true };
        return await PostAsync("v1/chat/completions", body.ToJsonString(), caller, cancellation);
    }

    public async Task<HttpResponseMessage> PostAsync(string path, string body, string? caller = null, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        if (caller is not null) request.Headers.Add("X-Test-Caller", caller);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>Waits until <paramref name="condition"/> holds; fails the test when it does not within ten seconds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!await condition())
        {
            if (limit.IsCancellationRequested) Assert.Fail($"Waited in vain: {what}");
            await Task.Delay(10);
        }
    }

    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    public Task<DeploymentInfo> GetAsync(string name) => Client.Deployments.GetAsync(name);

    public Task UntilStateAsync(string name, DeploymentState state) => UntilAsync(async () => (await GetAsync(name)).State == state, $"{name} {state}");

    // Does what the box's edge does: says who asks, and turns problems into answers.
    private static async Task EdgeAsync(HttpContext http, RequestDelegate next)
    {
        var named = http.Request.Headers["X-Test-Caller"].ToString();
        var routes = named.StartsWith("only:", StringComparison.Ordinal) ? new HashSet<string>([named[5..]], StringComparer.Ordinal) : null;
        http.Features.Set(new Caller("usr_1", named.Length == 0 ? "tester" : named, named == "engineer" ? "engineer" : "owner", "key_1", Actions.All.ToHashSet(StringComparer.Ordinal), routes));
        try
        {
            await next(http);
        }
        catch (ProblemException error) when (!http.Response.HasStarted)
        {
            http.Response.StatusCode = error.Problem.Status;
            await http.Response.WriteAsJsonAsync(new ProblemDetails { Code = error.Problem.Code, Status = error.Problem.Status, Detail = error.Problem.Detail, Remedy = error.Problem.Remedy, Errors = error.Problem.Errors }, ApiJson.Default.ProblemDetails);
        }
    }

    private sealed class FakeAudit : IAudit
    {
        public Task WriteAsync(Caller caller, string action, string resource, string? detail = null, CancellationToken cancellation = default) => Task.CompletedTask;
    }
}

/// <summary>Security's books, in memory: refuses callers named <c>spent</c>.</summary>
public sealed class FakeUsage : IUsage
{
    public ConcurrentQueue<(string Caller, string Route, long Tokens)> Recorded { get; } = new();

    public ValueTask<Problem?> TryBeginAsync(Caller caller, string route, CancellationToken cancellation = default) => new(
        caller.Name == "spent" ? new Problem(ProblemKind.Busy, "quota.exceeded", "This key has used its tokens of today.") { RetryAfter = TimeSpan.FromMinutes(1) } : null);

    public void Record(Caller caller, string route, long tokens) => Recorded.Enqueue((caller.Name, route, tokens));
}
