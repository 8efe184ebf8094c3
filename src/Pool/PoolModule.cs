using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Onebox.Kernel.Ports;
using Onebox.Kernel.Records;
using Onebox.Pool.Confining;
using Onebox.Pool.Inventory;
using Onebox.Pool.Leasing;
using Onebox.Pool.Running;
using Onebox.Pool.Store;

namespace Onebox.Pool;

public static class PoolModule
{
    /// <summary>Registers the pool. Add it before the modules that start workers, so that theirs end before its own do.</summary>
    public static IServiceCollection AddPool(this IServiceCollection services)
    {
        services.AddOptions<PoolOptions>().BindConfiguration("Onebox:Pool").ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<PoolOptions>, ValidatePoolOptions>();
        services.AddMetrics();
        services.TryAddSingleton<PoolMetrics>();

        services.TryAddSingleton(new MachineFiles());
        services.TryAddSingleton<NodeIdentity>();
        services.AddSingleton<IDeviceSource, CpuSource>();
        services.AddSingleton<IDeviceSource, MemorySource>();
        services.AddSingleton<IDeviceSource, GpuSource>();
        services.AddSingleton<IDeviceSource, DiskSource>();
        services.AddSingleton<IDeviceSource, NicSource>();
        services.TryAddSingleton<INodeInventory, NodeInventory>();

        services.AddRecords<PoolContext>();
        services.TryAddSingleton<LeaseStore>();
        services.TryAddSingleton<LeaseBook>();
        services.TryAddSingleton<IPool, PoolDesk>();

        services.TryAddSingleton<IConfinement, Confinement>();
        services.TryAddSingleton<WorkerTable>();
        services.TryAddSingleton<WorkerLaunch>();
        services.TryAddSingleton<WorkerParts>();
        services.TryAddSingleton<Leftovers>();
        services.TryAddSingleton<Workers>();
        services.TryAddSingleton<IWorkers>(provider => provider.GetRequiredService<Workers>());
        services.AddHostedService(provider => provider.GetRequiredService<Leftovers>());
        services.AddHostedService(provider => provider.GetRequiredService<Workers>());

        services.TryAddSingleton<ILendableDevices, PoolLendable>();
        services.AddSingleton<ITopologySource, PoolTopology>();
        services.AddSingleton<ISearchSource, PoolSearch>();
        services.AddSingleton<IProbe, PoolProbe>();
        return services;
    }

    public static IEndpointRouteBuilder MapPool(this IEndpointRouteBuilder routes)
    {
        ReadPool.Map(routes);
        return routes;
    }
}
