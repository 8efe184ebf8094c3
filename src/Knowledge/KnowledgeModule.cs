using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;
using Onebox.Kernel.Records;
using Onebox.Knowledge.Answering;
using Onebox.Knowledge.Embedding;
using Onebox.Knowledge.Evaluating;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Ingestion;
using Onebox.Knowledge.OpenAI;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Store;
using Onebox.Serving;
using Onebox.Tasks;

namespace Onebox.Knowledge;

/// <summary>What knowledge consists of. A new use case is a file beside this one and a line in each method.</summary>
public static class KnowledgeModule
{
    public static IServiceCollection AddKnowledge(this IServiceCollection services)
    {
        services.AddOptions<KnowledgeOptions>().BindConfiguration("Onebox:Knowledge").ValidateDataAnnotations().ValidateOnStart();
        services.AddRecords<KnowledgeContext>();
        services.AddMetrics();
        services.TryAddSingleton<KnowledgeMetrics>();
        services.TryAddSingleton<BaseStore>();
        services.TryAddSingleton<Bases>();
        services.TryAddSingleton<SentenceEmbedder>();
        services.TryAddSingleton<Embedders>();
        services.AddHttpClient(Embedders.HttpClient, client => client.Timeout = TimeSpan.FromMinutes(2));

        services.TryAddSingleton<RunningIngestions>();
        services.TryAddSingleton<FileListing>();
        services.TryAddSingleton<FolderSignals>();
        services.TryAddSingleton<RefusedFiles>();
        services.TryAddSingleton<IngestFile>();
        services.TryAddSingleton<CompareSettings>();
        services.AddTaskHandler<IngestTask>();
        services.AddHostedService<WatchFolders>();
        services.TryAddSingleton<CreateBase>();
        services.TryAddSingleton<AddDocuments>();
        services.TryAddSingleton<SearchBase>();
        services.TryAddSingleton<ParseDocument>();
        services.TryAddSingleton<Rerank>();
        services.TryAddSingleton<RouteLimits>();
        services.TryAddSingleton<SecondReading>();
        services.TryAddSingleton<AskBase>();
        services.TryAddSingleton<EvaluateBase>();
        services.TryAddSingleton<AttachFile>();
        services.TryAddSingleton<KnowledgeChat>();
        services.TryAddSingleton<KnowledgeResponse>();
        services.TryAddSingleton<AttachedRoutes>();
        services.AddSingleton<IRouteFront>(provider => provider.GetRequiredService<AttachedRoutes>());
        services.AddHostedService(provider => provider.GetRequiredService<AttachedRoutes>());
        services.AddTaskHandler<EvaluateTask>();
        services.AddTaskHandler<ReembedTask>();
        services.AddTaskHandler<WriteQuestionsTask>();
        services.AddSingleton<ISearchSource, KnowledgeSearch>();
        services.AddHttpContextAccessor();
        // Stateless: every call is a request of its own, and passes the gate as one.
        services.AddMcpServer().WithHttpTransport(http => http.Stateless = true).WithTools<SearchTool>().WithRequestFilters(filters => filters.AddCallToolFilter(ToolArguments.Check));
        return services;
    }

    public static IEndpointRouteBuilder MapKnowledge(this IEndpointRouteBuilder routes)
    {
        ListBases.Map(routes);
        CreateBase.Map(routes);
        GetBase.Map(routes);
        UpdateBase.Map(routes);
        ChangeEmbedding.Map(routes);
        DeleteBase.Map(routes);
        AddDocuments.Map(routes);
        SendFile.Map(routes);
        ListDocuments.Map(routes);
        GetDocument.Map(routes);
        GetFile.Map(routes);
        ListChanges.Map(routes);
        DeleteDocument.Map(routes);
        EditChunk.Map(routes);
        SearchBase.Map(routes);
        AskBase.Map(routes);
        EvaluateBase.Map(routes);
        WriteQuestions.Map(routes);
        ParseDocument.Map(routes);
        VectorStores.Map(routes);
        KnowledgeChat.Map(routes);
        routes.MapMcp("/mcp").Allow(Actions.KnowledgeRead);
        return routes;
    }
}
