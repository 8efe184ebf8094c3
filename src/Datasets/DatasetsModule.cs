using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Onebox.Datasets.Importing;
using Onebox.Datasets.Preparing;
using Onebox.Datasets.Seeing;
using Onebox.Datasets.Store;
using Onebox.Kernel.Ports;
using Onebox.Kernel.Records;
using Onebox.Tasks;

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

        services.TryAddSingleton<VersionTools>();
        services.TryAddSingleton<DatasetSource>();
        services.TryAddSingleton<ImportDataset>();
        services.AddTaskHandler<ImportTask>();
        services.TryAddSingleton<RecognizeDataset>();
        services.TryAddSingleton<ModelSight>();
        services.TryAddSingleton<PreviewDataset>();
        services.AddTaskHandler<CheckDataset>();
        services.TryAddSingleton<PrepareDataset>();
        services.AddTaskHandler<PrepareTask>();
        services.TryAddSingleton<DeleteDataset>();
        services.AddHostedService<TidyDatasets>();

        services.AddSingleton<IResourceReaders>(provider => provider.GetRequiredService<DatasetStore>());
        services.AddSingleton<ISearchSource, DatasetsSearch>();
        services.AddSingleton<ITopologySource, DatasetsTopology>();
        return services;
    }

    public static IEndpointRouteBuilder MapDatasets(this IEndpointRouteBuilder routes)
    {
        ListDatasets.Map(routes);
        GetDataset.Map(routes);
        ImportDataset.Map(routes);
        RecognizeDataset.Map(routes);
        PreviewDataset.Map(routes);
        CheckDataset.Map(routes);
        PrepareDataset.Map(routes);
        ChangeDataset.Map(routes);
        DeleteDataset.Map(routes);
        return routes;
    }
}
