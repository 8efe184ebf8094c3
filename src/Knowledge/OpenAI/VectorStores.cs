using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Knowledge;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Ingestion;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Store;
using Onebox.Tasks;

namespace Onebox.Knowledge.OpenAI;

/// <summary>Knowledge bases in the shape of OpenAI's vector stores: list, create, get, note, delete. A name that no base may have becomes one that it may.</summary>
internal static class VectorStores
{
    private const int MostListed = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var stores = routes.MapGroup("/v1/vector_stores").WithTags("OpenAI");
        stores.MapGet("", async (HttpContext http, BaseStore store, Bases bases, int? limit, string? after, CancellationToken cancellation) =>
            Json(PageOf((await store.ListAsync(cancellation)).OrderByDescending(r => r.CreatedAt).Select(r => Of(bases.Open(r), http)).ToList(), s => s.Id, limit, after))).Allow(Actions.KnowledgeRead);
        stores.MapPost("", CreateAsync).Allow(Actions.KnowledgeWrite);
        stores.MapGet("/{id}", async (string id, HttpContext http, Bases bases, CancellationToken cancellation) => Json(Of(await bases.OpenAsync(id, cancellation), http))).Allow(Actions.KnowledgeRead);
        stores.MapPost("/{id}", UpdateAsync).Allow(Actions.KnowledgeWrite);
        stores.MapDelete("/{id}", async (string id, HttpContext http, Bases bases, BaseStore store, RunningIngestions running, ITasks tasks, AttachedRoutes attached, IAudit audit, CancellationToken cancellation) =>
        {
            var record = await store.GetAsync(id, cancellation);
            await DeleteBase.RunAsync(record, http.Caller(), bases, store, running, tasks, attached, audit, cancellation);
            return Json(new Deleted(record.Id, "vector_store.deleted"));
        }).Allow(Actions.KnowledgeWrite);
        VectorStoreFiles.Map(stores);
        FileBatches.Map(stores);
        VectorStoreSearch.Map(stores);
    }

    public static IResult Json<T>(T value) => Results.Json(value, VectorStoreJson.Options);

    /// <summary>A page as OpenAI's lists give it.</summary>
    public static ListOf<T> PageOf<T>(List<T> all, Func<T, string> id, int? limit, string? after)
    {
        var from = after is null ? 0 : all.FindIndex(item => id(item) == after) + 1;
        var page = all.Skip(from).Take(Math.Clamp(limit ?? 20, 1, MostListed)).ToList();
        return new ListOf<T>(page, page.Count == 0 ? null : id(page[0]), page.Count == 0 ? null : id(page[^1]), from + page.Count < all.Count);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, CreateBase create, AttachFile attach, BaseStore store, Ids ids, CancellationToken cancellation)
    {
        var request = await SnakeBody.ReadAsync<CreateVectorStore>(http, cancellation);
        var metadata = StoreMetadata.Read(request.Metadata);
        StoreMetadata.RefuseExpiry(request.ExpiresAfter);
        AttachFile.Check(request.ChunkingStrategy);
        var wished = Names.From(request.Name ?? "") ?? $"store-{ids.New("v")[2..]}";
        var name = wished;
        for (var i = 2; await store.FindAsync(name, cancellation) is not null; i++) name = $"{wished}-{i}";
        var opened = await create.RunAsync(new CreateKnowledgeBaseRequest(name, request.Description ?? (request.Name is not null && request.Name != name ? request.Name : null)), http.Caller(), cancellation);
        if (metadata is not null) await opened.Index.WriteAsync((connection, _) => StoreMetadata.Write(connection, metadata), cancellation);
        foreach (var file in request.FileIds ?? []) await attach.RunAsync(opened, new AttachFileRequest(file, null, request.ChunkingStrategy), http.Caller(), cancellation);
        return Json(Of(opened, http));
    }

    private static async Task<IResult> UpdateAsync(string id, HttpContext http, Bases bases, IAudit audit, CancellationToken cancellation)
    {
        var opened = await bases.OpenAsync(id, cancellation);
        var request = await SnakeBody.ReadAsync<UpdateVectorStore>(http, cancellation);
        StoreMetadata.RefuseExpiry(request.ExpiresAfter);
        if (request.Name is { } name && name != opened.Name && name != opened.Record.Description)
            throw new Problem(ProblemKind.Invalid, "request.invalid", $"A knowledge base keeps its name: this one is {opened.Name}.") { Field = "name" }.ToException();
        if (StoreMetadata.Read(request.Metadata) is { } metadata) await opened.Index.WriteAsync((connection, _) => StoreMetadata.Write(connection, metadata), cancellation);
        await audit.WriteAsync(http.Caller(), "knowledge.changed", opened.Id, opened.Name, cancellation);
        return Json(Of(opened, http));
    }

    private static VectorStore Of(OpenBase opened, HttpContext http)
    {
        var info = BaseInfo.Of(opened, Readership.Of(http.Caller()));
        var visible = opened.Index.View.Documents.Where(Readership.Of(http.Caller()).MayRead).ToList();
        var waiting = VectorStoreFiles.Waiting(opened).Count;
        var created = info.CreatedAt.ToUnixTimeSeconds();
        var active = visible.Count == 0 ? created : Math.Max(created, visible.Max(d => d.AddedAt).ToUnixTimeSeconds());
        return new VectorStore(
            info.Id, "vector_store", created, info.Name, info.Description, waiting > 0 ? "in_progress" : "completed", visible.Where(d => d.IsReady).Sum(d => d.SizeBytes),
            new FileCounts(waiting, info.Documents, info.Failed, 0, info.Documents + info.Failed + waiting), active, StoreMetadata.Of(opened.Index));
    }
}
