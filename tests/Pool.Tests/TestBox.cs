using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Onebox.Kernel;
using Onebox.Kernel.Files;
using Onebox.Kernel.Records;
using Onebox.Pool.Confining;
using Onebox.Pool.Inventory;
using Onebox.Pool.Store;

namespace Onebox.Pool.Tests;

/// <summary>The pool with real records in a folder of its own, without coordination.</summary>
internal sealed class TestBox : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly DataFolder _data;
    private readonly bool _keepsFolder;

    private TestBox(DataFolder data, ServiceProvider services, bool keepsFolder) => (_data, _services, _keepsFolder) = (data, services, keepsFolder);

    public static string WorkerProgram { get; } = Path.Combine(AppContext.BaseDirectory, "Onebox.Pool.Tests.Worker");

    public DataFolder Data => _data;

    public IWorkers Workers => Get<IWorkers>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static async Task<TestBox> StartAsync(Action<PoolOptions>? options = null, Action<IServiceCollection>? also = null, string? folder = null)
    {
        var data = DataFolder.Open(folder ?? Directory.CreateTempSubdirectory("onebox-pool-").FullName);
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddSingleton(data);
        also?.Invoke(services);
        services.AddKernel().AddPool().Configure<PoolOptions>(o =>
        {
            o.WorkerCommand = [WorkerProgram];
            o.FirstBackOff = TimeSpan.FromMilliseconds(20);
            o.LongestBackOff = TimeSpan.FromMilliseconds(100);
            options?.Invoke(o);
        });
        var box = new TestBox(data, services.BuildServiceProvider(), folder is not null);
        // As in a host, where the first reading asks for it: what is set up is taken away at the end.
        _ = box.Get<IConfinement>().Description;
        box.Get<MigrateRecords>().Run();
        await box.Get<Onebox.Pool.Running.Leftovers>().StartingAsync(TestContext.Current.CancellationToken);
        return box;
    }

    public Task<IWorker> StartWorkerAsync(string kind, WorkerRestart restart = WorkerRestart.OnCrash, TimeSpan? grace = null, params LeasedSlice[] slices) =>
        Workers.StartAsync(
            new WorkerSpec
            {
                Kind = kind,
                OwnerId = "dep_test",
                OwnerName = "the test",
                Lease = new Lease("lse_test", Get<NodeIdentity>().Id, "dep_test", slices),
                Settings = JsonSerializer.SerializeToElement(new { answer = 42 }),
                Restart = restart,
                StopGrace = grace ?? TimeSpan.FromSeconds(10),
            },
            TestContext.Current.CancellationToken);

    public async Task AddLeaseAsync(string holder, params SliceRecord[] slices)
    {
        var id = Get<Ids>().New(ResourceKinds.Lease);
        foreach (var slice in slices) slice.LeaseId = id;
        await Get<LeaseStore>().AddAsync(new LeaseRecord { Id = id, NodeId = Get<NodeIdentity>().Id, HolderId = "dep_" + holder, HolderName = holder, Slices = [.. slices] });
    }

    public async ValueTask DisposeAsync()
    {
        await ((IHostedService)Get<Onebox.Pool.Running.Workers>()).StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        _data.Dispose();
        if (!_keepsFolder) Directory.Delete(_data.Path, recursive: true);
    }
}

internal static class Eventually
{
    /// <summary>Waits for a condition of another process: there is nothing to be notified by.</summary>
    public static async Task HoldsAsync(Func<bool> condition, string what, double seconds = 30)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start).TotalSeconds < seconds, $"Within {seconds} s: {what}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public static bool IsAlive(int process) => ProcessTable.ReadOne(new MachineFiles(), process) is { IsZombie: false };
}
