using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Onebox.Kernel.Ports;
using Onebox.Kernel.Records;
using Onebox.Prediction.Batches;
using Onebox.Prediction.Files;
using Onebox.Prediction.Predictions;
using Onebox.Prediction.Running;
using Onebox.Prediction.Store;
using Onebox.Tasks;

namespace Onebox.Prediction;

/// <summary>What prediction consists of. Needs Kernel, Tasks, Datasets and Serving beside it.</summary>
public static class PredictionModule
{
    public static IServiceCollection AddPrediction(this IServiceCollection services)
    {
        services.AddOptions<PredictionOptions>().BindConfiguration("Onebox:Prediction").ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<PredictionOptions>, ValidatePredictionOptions>();
        services.AddRecords<PredictionContext>();
        services.TryAddSingleton<PredictionStore>();
        services.TryAddSingleton<PredictionReaders>();
        services.AddSingleton<IResourceReaders>(provider => provider.GetRequiredService<PredictionReaders>());
        services.TryAddSingleton<FileStore>();
        services.TryAddSingleton<IClientFiles>(provider => provider.GetRequiredService<FileStore>());
        services.TryAddSingleton<IdleTime>();
        services.TryAddSingleton<RunRows>();
        services.TryAddSingleton<LimitedRows>();
        services.TryAddSingleton<CreateBatch>();
        services.TryAddSingleton<StartPrediction>();
        services.AddTaskHandler<BatchTaskHandler>();
        services.AddTaskHandler<PredictionTaskHandler>();
        return services;
    }

    public static IEndpointRouteBuilder MapPrediction(this IEndpointRouteBuilder routes)
    {
        UploadFile.Map(routes);
        ReadFiles.Map(routes);
        CreateBatch.Map(routes);
        ReadBatches.Map(routes);
        StartPrediction.Map(routes);
        ListPredictions.Map(routes);
        return routes;
    }
}
