using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Onebox.Datasets.Store;
using Onebox.Kernel.Records;

namespace Onebox.Datasets;

/// <summary>What datasets consist of. A new use case is a file beside this one and a line in each method.</summary>
public static class DatasetsModule
{
    public static IServiceCollection AddDatasets(this IServiceCollection services)
    {
        services.AddOptions<DatasetsOptions>().BindConfiguration("Onebox:Datasets").ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<DatasetsOptions>, DatasetsOptionsValidation>();
        services.AddRecords<DatasetsContext>();
        services.TryAddSingleton<DatasetStore>();
        services.TryAddSingleton<IDatasets>(provider => provider.GetRequiredService<DatasetStore>());
        return services;
    }

    public static IEndpointRouteBuilder MapDatasets(this IEndpointRouteBuilder routes)
    {
        ListDatasets.Map(routes);
        GetDataset.Map(routes);
        return routes;
    }
}
