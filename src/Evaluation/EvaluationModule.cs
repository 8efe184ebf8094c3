using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Onebox.Evaluation.Asking;
using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Gates;
using Onebox.Evaluation.Gates.Checks;
using Onebox.Evaluation.Judging;
using Onebox.Evaluation.Licences;
using Onebox.Evaluation.Runs;
using Onebox.Evaluation.Store;
using Onebox.Kernel.Ports;
using Onebox.Kernel.Records;
using Onebox.Tasks;

namespace Onebox.Evaluation;

/// <summary>What evaluation consists of. Needs Kernel, Tasks, Catalog, Datasets, Serving and Security's <c>IAudit</c> beside it.</summary>
public static class EvaluationModule
{
    public static IServiceCollection AddEvaluation(this IServiceCollection services)
    {
        services.AddOptions<EvaluationOptions>().BindConfiguration("Onebox:Evaluation").ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<EvaluationOptions>, ValidateEvaluationOptions>();
        services.AddRecords<EvaluationContext>();
        services.TryAddSingleton<EvaluationStore>();
        services.TryAddSingleton<PromotionStore>();
        services.TryAddSingleton<EvaluationReaders>();
        services.AddSingleton<IResourceReaders>(provider => provider.GetRequiredService<EvaluationReaders>());
        services.TryAddSingleton<EvaluationFiles>();
        services.TryAddSingleton<AnswerCache>();

        services.TryAddSingleton<BenchmarkLoader>();
        services.TryAddSingleton<PrepareModel>();
        services.TryAddSingleton<PrepareModels>();
        services.TryAddSingleton<AskItems>();
        services.TryAddSingleton<JudgeAnswers>();
        services.TryAddSingleton<FindContamination>();
        services.TryAddSingleton<RunEvaluation>();
        services.TryAddSingleton<StartEvaluation>();
        services.AddTaskHandler<EvaluationTaskHandler>();

        services.TryAddSingleton<Lineages>();
        services.TryAddSingleton<LicenceBook>();
        services.TryAddSingleton<FindCandidate>();
        services.TryAddSingleton<CheckLineage>();
        services.TryAddSingleton<CheckLicences>();
        services.TryAddSingleton<CheckData>();
        services.TryAddSingleton<CheckCandidate>();
        services.TryAddSingleton<FindBase>();
        services.TryAddSingleton<MoveRoute>();
        services.TryAddSingleton<Promote>();
        services.TryAddSingleton<RollBack>();
        services.AddTaskHandler<PromotionTaskHandler>();
        services.AddSingleton<ISearchSource, EvaluationSearch>();
        return services;
    }

    public static IEndpointRouteBuilder MapEvaluation(this IEndpointRouteBuilder routes)
    {
        StartEvaluation.Map(routes);
        ListEvaluations.Map(routes);
        ReadItems.Map(routes);
        Promote.Map(routes);
        RollBack.Map(routes);
        ListPromotions.Map(routes);
        ListLicences.Map(routes);
        AcceptLicence.Map(routes);
        return routes;
    }
}
