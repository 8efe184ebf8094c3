using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Onebox.Host.Coordination;
using Onebox.Kernel;
using Onebox.Kernel.Files;
using Onebox.Kernel.Records;
using Onebox.Pool.Inventory;

namespace Onebox.Pool.Tests.Leasing;

/// <summary>The face over its grain, in a silo that listens nowhere, as the host runs it.</summary>
public sealed class PoolGrainTests
{
    [Fact]
    public async Task Leases_AskedAtOnce_NeverGetTheSameBytes()
    {
        using var temp = new TempFolder();
        using var data = DataFolder.Open(temp.Path);
        using var host = Build(data);
        host.Services.GetRequiredService<MigrateRecords>().Run();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var pool = host.Services.GetRequiredService<IPool>();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(async n =>
        {
            try
            {
                return await pool.LeaseAsync(new LeaseRequest($"dep_{n}", $"deployment {n}", [new SliceRequest("memory", 10, 0)]), TestContext.Current.CancellationToken);
            }
            catch (ProblemException refused) when (refused.Problem is { Code: "pool.insufficient", Remedy.Length: > 0 })
            {
                return null;
            }
        }));

        var granted = outcomes.OfType<Lease>().ToList();
        Assert.Equal(10, granted.Count);
        var read = await pool.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(100, read.Nodes[0].Devices[0].LeasedBytes);
        Assert.Equal(0, read.Nodes[0].Devices[0].FreeBytes);
        foreach (var lease in granted) await pool.ReleaseAsync(lease.Id, TestContext.Current.CancellationToken);
        await pool.ReleaseAsync("lse_unknown", TestContext.Current.CancellationToken);
        Assert.Equal(100, (await pool.ReadAsync(TestContext.Current.CancellationToken)).Nodes[0].Devices[0].FreeBytes);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static IHost Build(DataFolder data)
    {
        var builder = new HostBuilder();
        builder.ConfigureLogging(logs => logs.ClearProviders());
        builder.ConfigureServices(services => services.AddSingleton(data).AddSingleton<INodeInventory>(new FakeNode(FakeNode.Memory(100))).AddKernel().AddPool());
        builder.UseSingleNodeSilo();
        return builder.Build();
    }
}
