using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Onebox.Api;
using Onebox.Api.Client;
using Onebox.Api.Datasets;
using Onebox.Api.Tasks;
using Onebox.Catalog;
using Onebox.Host.Coordination;
using Onebox.Host.Edge;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;
using Onebox.Kernel.Ports;
using Onebox.Kernel.Records;
using Onebox.Tasks;
using Onebox.Testing;

namespace Onebox.Datasets.Tests;

/// <summary>A box with tasks, the catalog (uploads, downloads) and datasets: real records, real silo, real Kestrel on a free port.</summary>
internal sealed class DatasetsBox : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private readonly DirectoryInfo _folder;
    private readonly StrongBox<Caller> _caller;

    private DatasetsBox(WebApplication app, DirectoryInfo folder, StrongBox<Caller> caller)
    {
        (_app, _folder, _caller) = (app, folder, caller);
        _http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Client = new OneboxClient(new BoxConnection(_http));
    }

    public OneboxClient Client { get; }

    public HttpClient Http => _http;

    /// <summary>Who asks from now on.</summary>
    public Caller Caller
    {
        set => _caller.Value = value;
    }

    public DataFolder Data => Get<DataFolder>();

    public WrittenAudit Audit => (WrittenAudit)Get<IAudit>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<DatasetsBox> StartAsync(Action<DatasetsOptions>? configure = null)
    {
        var folder = Directory.CreateTempSubdirectory("onebox-datasets-");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test", ContentRootPath = folder.FullName });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Host.UseSingleNodeSilo();
        builder.Services.AddSingleton(DataFolder.Open(Path.Combine(folder.FullName, "data")));
        builder.Services.AddKernel();
        builder.Services.AddTasks();
        builder.Services.AddCatalog();
        builder.Services.AddDatasets();
        builder.Services.TryAddSingleton<IAudit, WrittenAudit>();
        builder.Services.TryAddSingleton<ILendableDevices>(new NoDevices());
        builder.Services.Configure<CatalogOptions>(options => options.KeepFreeBytes = 0);
        builder.Services.Configure<DatasetsOptions>(options =>
        {
            options.KeepFreeBytes = 0;
            configure?.Invoke(options);
        });
        var app = builder.Build();
        var caller = new StrongBox<Caller>(Caller.Box);
        app.UseMiddleware<ProblemEdge>();
        app.Use((http, next) =>
        {
            http.Features.Set(caller.Value);
            return next(http);
        });
        app.UseRouting();
        app.MapTasks();
        app.MapCatalog();
        app.MapDatasets();
        app.Services.GetRequiredService<MigrateRecords>().Run();
        await app.StartAsync(Cancellation);
        return new DatasetsBox(app, folder, caller);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Imports and waits for the end, however it is.</summary>
    public async Task<TaskInfo> ImportAsync(ImportDatasetRequest request)
    {
        var accepted = await Client.Datasets.ImportAsync(request, Cancellation);
        return await Get<ITasks>().WaitAsync(accepted.TaskId, Cancellation);
    }

    /// <summary>Imports a dataset that must become ready.</summary>
    public async Task<DatasetInfo> ImportedAsync(ImportDatasetRequest request)
    {
        var task = await ImportAsync(request);
        Assert.True(task.State == TaskState.Succeeded, $"{task.State}: {task.Failure?.Cause}");
        return await Client.Datasets.GetAsync(request.Name!, Cancellation);
    }

    public async Task<DatasetInfo> PreparedAsync(string reference, string recipe)
    {
        var accepted = await Client.Datasets.PrepareAsync(reference, new PrepareDatasetRequest(recipe), Cancellation);
        var task = await Get<ITasks>().WaitAsync(accepted.TaskId, Cancellation);
        Assert.True(task.State == TaskState.Succeeded, $"{task.State}: {task.Failure?.Cause}");
        return await Client.Datasets.GetAsync(accepted.ResourceId!, Cancellation);
    }

    public async Task<List<DatasetRow>> RowsAsync(DatasetInfo dataset)
    {
        var rows = new List<DatasetRow>();
        await foreach (var row in DatasetRows.ReadAsync(dataset.RowsPath!, cancellation: Cancellation)) rows.Add(row);
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        var data = Data;
        await _app.DisposeAsync();
        data.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private sealed class NoDevices : ILendableDevices
    {
        public ValueTask<IReadOnlyList<LendableDevice>> ReadAsync(CancellationToken cancellation) => new([]);
    }
}
