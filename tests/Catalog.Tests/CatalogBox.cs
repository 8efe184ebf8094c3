using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Onebox.Api;
using Onebox.Api.Client;
using Onebox.Api.Models;
using Onebox.Api.Tasks;
using Onebox.Host.Coordination;
using Onebox.Host.Edge;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;
using Onebox.Kernel.Ports;
using Onebox.Kernel.Records;
using Onebox.Tasks;
using Onebox.Testing;

namespace Onebox.Catalog.Tests;

/// <summary>A box with nothing but tasks and the catalog: real records, real silo, real Kestrel on a free port.</summary>
internal sealed class CatalogBox : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private CatalogBox(WebApplication app)
    {
        _app = app;
        _http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Client = new OneboxClient(new BoxConnection(_http));
    }

    public OneboxClient Client { get; }

    public HttpClient Http => _http;

    public WrittenAudit Audit => (WrittenAudit)_app.Services.GetRequiredService<IAudit>();

    public DataFolder Data => _app.Services.GetRequiredService<DataFolder>();

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public IEnumerable<T> GetAll<T>() => _app.Services.GetServices<T>();

    public static async Task<CatalogBox> StartAsync(string folder, Action<CatalogOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test", ContentRootPath = folder });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Host.UseSingleNodeSilo();
        builder.Services.AddSingleton(DataFolder.Open(Path.Combine(folder, "data")));
        services?.Invoke(builder.Services);
        builder.Services.AddKernel();
        builder.Services.AddTasks();
        builder.Services.AddCatalog();
        builder.Services.TryAddSingleton<IAudit, WrittenAudit>();
        builder.Services.TryAddSingleton<ILendableDevices>(new FixedDevices());
        builder.Services.Configure<CatalogOptions>(options =>
        {
            options.KeepFreeBytes = 0;
            options.RetryDelay = TimeSpan.FromMilliseconds(1);
            options.MaxRetryDelay = TimeSpan.FromMilliseconds(20);
            configure?.Invoke(options);
        });
        var app = builder.Build();
        app.UseMiddleware<ProblemEdge>();
        app.Use((http, next) =>
        {
            http.Features.Set(Caller.Box);
            return next(http);
        });
        app.UseRouting();
        app.MapTasks();
        app.MapCatalog();
        app.Services.GetRequiredService<MigrateRecords>().Run();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new CatalogBox(app);
    }

    /// <summary>Imports and waits for the end, however it is.</summary>
    public async Task<TaskInfo> ImportAsync(ImportModelRequest request)
    {
        var accepted = await Client.Models.ImportAsync(request, TestContext.Current.CancellationToken);
        return await Get<ITasks>().WaitAsync(accepted.TaskId, TestContext.Current.CancellationToken);
    }

    /// <summary>Imports a model that must become ready.</summary>
    public async Task<ModelInfo> ImportedAsync(ImportModelRequest request)
    {
        var task = await ImportAsync(request);
        Assert.True(task.State == TaskState.Succeeded, $"{task.State}: {task.Failure?.Cause}");
        return await Client.Models.GetAsync(task.ResourceId!, TestContext.Current.CancellationToken);
    }

    /// <summary>Nothing of a model that never became ready is left: no record, no file.</summary>
    public async Task AssertNothingLeftAsync(int models = 0)
    {
        Assert.Equal(models, (await Client.Models.ListAsync(TestContext.Current.CancellationToken)).Items.Count);
        Assert.Equal(models, Directory.GetDirectories(Data.Models).Length);
        Assert.Empty(Directory.GetDirectories(Data.Incoming));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        var data = Data;
        await _app.DisposeAsync();
        data.Dispose();
    }
}

/// <summary>Devices of a box that is not here.</summary>
internal sealed class FixedDevices(params LendableDevice[] devices) : ILendableDevices
{
    public ValueTask<IReadOnlyList<LendableDevice>> ReadAsync(CancellationToken cancellation) => new(devices);
}
