using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Onebox.Catalog.Importing;
using Onebox.Catalog.Presets;
using Onebox.Catalog.Sizing;
using Onebox.Catalog.Store;
using Onebox.Catalog.Uploading;
using Onebox.Kernel.Ports;
using Onebox.Kernel.Records;
using Onebox.Tasks;

namespace Onebox.Catalog;

/// <summary>What the catalog consists of. A new use case is a file beside this one and a line in <see cref="MapCatalog"/>; one with a constructor also in <see cref="AddCatalog"/>.</summary>
public static class CatalogModule
{
    public static IServiceCollection AddCatalog(this IServiceCollection services)
    {
        services.AddOptions<CatalogOptions>().BindConfiguration("Onebox:Catalog").ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<CatalogOptions>, CatalogOptionsValidation>();
        services.AddRecords<CatalogContext>();
        services.TryAddSingleton<ModelStore>();
        services.TryAddSingleton<UploadStore>();
        services.TryAddSingleton<ICatalog>(provider => provider.GetRequiredService<ModelStore>());
        services.TryAddSingleton<CatalogMetrics>();
        services.TryAddSingleton<ISizing, ServingMemory>();
        services.TryAddSingleton<ITrainingSizing, TrainingSizing>();
        services.TryAddSingleton<IProducedModels, AddProduced>();

        services.TryAddSingleton<ImportModel>();
        services.TryAddSingleton<DeleteModel>();
        services.AddTaskHandler<VerifyModel>();
        services.TryAddSingleton<FitModel>();
        services.TryAddSingleton<CreateUpload>();

        services.AddImporting();
        services.AddUploading();
        services.TryAddSingleton<PresetCatalog>();
        services.TryAddSingleton<ILicences, PresetLicences>();
        services.TryAddSingleton<FindSized>();
        services.TryAddSingleton<IModelTexts, CatalogTexts>();
        services.AddSingleton<IProbe, CatalogProbe>();
        services.AddSingleton<ISearchSource, CatalogSearch>();
        services.AddSingleton<ITopologySource, CatalogTopology>();
        return services;
    }

    public static IEndpointRouteBuilder MapCatalog(this IEndpointRouteBuilder routes)
    {
        ListModels.Map(routes);
        GetModel.Map(routes);
        ImportModel.Map(routes);
        DeleteModel.Map(routes);
        VerifyModel.Map(routes);
        FitModel.Map(routes);
        AdviseBox.Map(routes);
        ListPresets.Map(routes);
        CreateUpload.Map(routes);
        GetUpload.Map(routes);
        AppendUpload.Map(routes);
        return routes;
    }

    private static void AddUploading(this IServiceCollection services)
    {
        services.TryAddSingleton<UploadIntake>();
        services.AddSingleton<ExpireUploads>();
        services.AddHostedService(provider => provider.GetRequiredService<ExpireUploads>());
    }

    private static void AddImporting(this IServiceCollection services)
    {
        services.AddTaskHandler<ImportTask>();
        services.TryAddSingleton<ModelSources>();
        services.TryAddSingleton<FileIntake>();
        services.TryAddSingleton<BandwidthLimit>();
        services.TryAddSingleton<HttpDownload>();
        services.TryAddSingleton<IIncomingFiles, IncomingFiles>();
        services.AddHostedService<TidyIncoming>();
        services.AddHostedService<InstallBundled>();
        services.AddHttpClient(HttpDownload.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(15),
                AutomaticDecompression = DecompressionMethods.None,
                MaxAutomaticRedirections = 8,
                Proxy = provider.GetRequiredService<IOptions<CatalogOptions>>().Value.Proxy is { } proxy ? new WebProxy(proxy) : null,
            });
    }
}
