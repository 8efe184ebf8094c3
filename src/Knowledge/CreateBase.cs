using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Chunking;
using Onebox.Knowledge.Embedding;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Store;

namespace Onebox.Knowledge;

/// <summary><c>POST /api/knowledge</c>.</summary>
internal sealed class CreateBase(BaseStore store, Bases bases, Embedders embedders, IAudit audit, Ids ids, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/knowledge", async Task<Created<KnowledgeBaseInfo>> (CreateKnowledgeBaseRequest request, HttpContext http, CreateBase create, CancellationToken cancellation) =>
        {
            var made = await create.RunAsync(request, http.Caller(), cancellation);
            return TypedResults.Created($"/api/knowledge/{made.Id}", BaseInfo.Of(made, Readership.Of(http.Caller())));
        }).Allow(Actions.KnowledgeWrite).WithName("CreateKnowledgeBase").WithTags("Knowledge");

    public async Task<OpenBase> RunAsync(CreateKnowledgeBaseRequest request, Caller caller, CancellationToken cancellation)
    {
        var settings = request.Settings ?? new KnowledgeSettings();
        new Validation()
            .Require(Names.IsValid(request.Name) && !Ids.Is(request.Name, ResourceKinds.KnowledgeBase), "name", Names.Rule)
            .Require(settings.Chunking is null || ChunkPolicies.Find(settings.Chunking) is not null, "settings.chunking", $"Chunking is one of {string.Join(", ", ChunkPolicies.All.Select(p => p.Name))}.")
            .Require(settings.ChunkTokens is null or (>= 32 and <= 4096), "settings.chunkTokens", "A chunk has 32 to 4,096 tokens.")
            .Require(settings.AttachedTo is null, "settings.attachedTo", "A base is attached once it is there: onebox kb set NAME --attach ROUTE.")
            .ThrowIfInvalid();
        if (await store.FindAsync(request.Name, cancellation) is not null) throw KnowledgeErrors.NameTaken(request.Name);
        var record = new BaseRecord
        {
            Id = ids.New(ResourceKinds.KnowledgeBase),
            Name = request.Name,
            Description = request.Description,
            Settings = JsonSerializer.Serialize(settings, ApiJson.Default.KnowledgeSettings),
            Dimensions = await embedders.DimensionsAsync(settings, cancellation),
            Fusion = Fusion.Default.ToString(),
            CreatedAt = clock.GetUtcNow(),
        };
        await store.AddAsync(record, cancellation);
        await audit.WriteAsync(caller, "knowledge.created", record.Id, record.Name, cancellation);
        return bases.Open(record);
    }
}
