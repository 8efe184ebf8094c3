using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Onebox.Kernel.Events;
using Onebox.Kernel.Records;

namespace Onebox.Kernel;

public static class KernelModule
{
    /// <summary>Registers clock, ids, events and the migration of records. A <see cref="Files.DataFolder"/> must be registered beside it.</summary>
    public static IServiceCollection AddKernel(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Ids>();
        services.TryAddSingleton<IEvents, InProcessEvents>();
        services.TryAddSingleton<MigrateRecords>();
        return services;
    }
}
