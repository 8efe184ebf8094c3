using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Onebox.Kernel;
using Onebox.Kernel.Files;
using Onebox.Kernel.Records;

namespace Onebox.Pool.Tests.Worker;

/// <summary>Does of a host what concerns workers; it is there to be killed.</summary>
internal static class HostLike
{
    public static async Task<int> RunAsync(string dataPath, string kind)
    {
        using var data = DataFolder.Open(dataPath);
        await using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddSingleton(data).AddKernel().AddPool()
            .Configure<PoolOptions>(o => o.WorkerCommand = [Environment.ProcessPath!])
            .BuildServiceProvider();
        services.GetRequiredService<MigrateRecords>().Run();
        foreach (var first in services.GetServices<IHostedService>().OfType<IHostedLifecycleService>()) await first.StartingAsync(CancellationToken.None);
        var lease = new Lease("lse_test", "nod_test", "dep_test", []);
        var worker = await services.GetRequiredService<IWorkers>().StartAsync(
            new WorkerSpec { Kind = kind, OwnerId = "dep_test", OwnerName = "test", Lease = lease, Settings = JsonSerializer.SerializeToElement(1) });
        await worker.WaitUntilRunningAsync();
        Console.WriteLine(worker.ProcessId!.Value.ToString(CultureInfo.InvariantCulture));
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
