using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Onebox.Catalog;
using Onebox.Kernel.Ports;
using Onebox.Kernel.Records;
using Onebox.Tasks;
using Onebox.Training.Exporting;
using Onebox.Training.Planning;
using Onebox.Training.Running;
using Onebox.Training.Store;

namespace Onebox.Training;

/// <summary>What training consists of. Needs Kernel, Tasks, Catalog, Datasets, Pool and Security's <c>IAudit</c> beside it.</summary>
public static class TrainingModule
{
    public static IServiceCollection AddTraining(this IServiceCollection services)
    {
        services.AddOptions<TrainingOptions>().BindConfiguration("Onebox:Training").ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<TrainingOptions>, ValidateTrainingOptions>();
        services.AddRecords<TrainingContext>();
        services.AddMetrics();
        services.TryAddSingleton<TrainingMetrics>();
        services.TryAddSingleton<RunStore>();

        services.TryAddSingleton<FindData>();
        services.TryAddSingleton<MakePlan>();
        services.TryAddSingleton<PlanTraining>();
        services.TryAddSingleton<StartTraining>();
        services.TryAddSingleton<PauseRun>();
        services.TryAddSingleton<ResumeRun>();
        services.TryAddSingleton<CancelRun>();
        services.TryAddSingleton<SetSchedule>();
        services.TryAddSingleton<DeleteRun>();

        services.TryAddSingleton<RunFolders>();
        services.TryAddSingleton<LiveRuns>();
        services.TryAddSingleton<OutOfMemoryAdvice>();
        services.TryAddSingleton<FollowWorker>();
        services.TryAddSingleton<StartRanks>();
        services.TryAddSingleton<FollowRanks>();
        services.TryAddSingleton<AttemptRun>();
        services.TryAddSingleton<FinishRun>();
        services.AddTaskHandler<TrainingTask>();
        services.AddHostedService<TidyRuns>();

        services.TryAddSingleton<ExportModel>();
        services.TryAddSingleton<SampleText>();
        services.TryAddSingleton<ExportWorker>();
        services.AddTaskHandler<ExportTask>();

        services.AddSingleton<ISearchSource, TrainingSearch>();
        services.AddSingleton<ITopologySource, TrainingTopology>();
        services.AddSingleton<IProbe, TrainingProbe>();
        services.AddSingleton<IModelUse, TrainedModelUse>();
        return services;
    }

    public static IEndpointRouteBuilder MapTraining(this IEndpointRouteBuilder routes)
    {
        StartTraining.Map(routes);
        PlanTraining.Map(routes);
        ListRuns.Map(routes);
        ReadHistory.Map(routes);
        WatchRun.Map(routes);
        PauseRun.Map(routes);
        ResumeRun.Map(routes);
        CancelRun.Map(routes);
        SetSchedule.Map(routes);
        DeleteRun.Map(routes);
        ExportModel.Map(routes);
        return routes;
    }
}
