using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Onebox.Catalog;
using Onebox.Kernel.Ports;
using Onebox.Kernel.Records;
using Onebox.Serving.Deployments;
using Onebox.Serving.Engines;
using Onebox.Serving.Forwarding;
using Onebox.Serving.InProcess;
using Onebox.Serving.OpenAI;
using Onebox.Serving.Requests;
using Onebox.Serving.Routing;
using Onebox.Serving.Store;
using Onebox.Tasks;

namespace Onebox.Serving;

/// <summary>What serving consists of. Needs Kernel, Tasks, Catalog, Pool, Security's <c>IUsage</c> and <c>IAudit</c>, and data protection beside it.</summary>
public static class ServingModule
{
    public static IServiceCollection AddServing(this IServiceCollection services)
    {
        services.AddOptions<ServingOptions>().BindConfiguration("Onebox:Serving").ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<ServingOptions>, ValidateServingOptions>();
        services.AddRecords<ServingContext>();
        services.AddMetrics();
        services.TryAddSingleton<ServingMetrics>();
        services.AddRouting();

        services.AddRoutingOfRequests();
        services.AddDeployments();
        services.AddEngines();

        services.TryAddSingleton<RequestLog>();
        services.AddHostedService(p => p.GetRequiredService<RequestLog>());
        services.AddSingleton<ISearchSource, ServingSearch>();
        services.AddSingleton<ITopologySource, ServingTopology>();
        services.AddSingleton<IProbe, ServingProbe>();
        services.AddSingleton<IModelUse, ServedModelUse>();
        services.TryAddSingleton<IServing, ServingFace>();
        return services;
    }

    public static IEndpointRouteBuilder MapServing(this IEndpointRouteBuilder routes)
    {
        OpenAIEndpoints.Map(routes);

        Deploy.Map(routes);
        ListDeployments.Map(routes);
        ReplaceDeployment.Map(routes);
        StartDeployment.Map(routes);
        StopDeployment.Map(routes);
        DeleteDeployment.Map(routes);

        ListRoutes.Map(routes);
        PutRoute.Map(routes);
        DeleteRoute.Map(routes);

        ListEngines.Map(routes);
        AddEngine.Map(routes);
        DeleteEngine.Map(routes);

        ListRequests.Map(routes);
        return routes;
    }

    private static void AddRoutingOfRequests(this IServiceCollection services)
    {
        services.TryAddSingleton<Groups>();
        services.TryAddSingleton<RouteTable>();
        services.TryAddSingleton<Forwarder>();
        services.TryAddSingleton<TakeToUpstream>();
        services.TryAddSingleton<AnswerRequest>();
        services.TryAddSingleton<AskInProcess>();
        // Before requests are taken, so that none meets a box without routes.
        services.AddHostedService<LoadRoutes>();
    }

    private static void AddDeployments(this IServiceCollection services)
    {
        services.TryAddSingleton<DeploymentStore>();
        services.TryAddSingleton<LiveDeployments>();
        services.TryAddSingleton<FindModels>();
        services.TryAddSingleton<ChooseShape>();
        services.TryAddSingleton<StartReplica>();
        services.TryAddSingleton<WarmUp>();
        services.TryAddSingleton<WatchReplica>();
        services.TryAddSingleton<EndReplica>();
        services.TryAddSingleton<NoteDeployment>();
        services.TryAddSingleton<StartGeneration>();
        services.TryAddSingleton<Deploy>();
        services.TryAddSingleton<StopDeployment>();
        services.TryAddSingleton<DeleteDeployment>();
        services.TryAddSingleton<StartDeployment>();
        services.AddTaskHandler<StartDeploymentTask>();
        services.AddHostedService<BringBackDeployments>();
        services.AddHostedService<DeployBundled>();
    }

    private static void AddEngines(this IServiceCollection services)
    {
        services.TryAddSingleton<ProbeEngine>();
        services.TryAddSingleton<ExternalEngines>();
        services.AddHostedService(p => p.GetRequiredService<ExternalEngines>());
    }

    /// <summary>Reads routes and engines from the records while the host starts.</summary>
    private sealed class LoadRoutes(RouteTable routes, ExternalEngines engines) : IHostedLifecycleService
    {
        public async Task StartingAsync(CancellationToken cancellationToken)
        {
            await routes.LoadAsync(cancellationToken);
            await engines.LoadAsync(cancellationToken);
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
