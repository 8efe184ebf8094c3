using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Knowledge;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Store;

namespace Onebox.Knowledge.OpenAI;

/// <summary>
/// Knowledge bases in the shape of OpenAI's vector stores, so that its clients find in them: list, create, get, delete, files, search. Files come in by the box's own API,
/// which knows folders and readers.
/// </summary>
internal static class VectorStores
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var stores = routes.MapGroup("/v1/vector_stores").WithTags("OpenAI");
        stores.MapGet("", async (HttpContext http, BaseStore store, Bases bases, CancellationToken cancellation) =>
            Json(new VectorStoreList("list", [.. (await store.ListAsync(cancellation)).Select(r => Of(bases.Open(r), http))], false))).Allow(Actions.KnowledgeRead);
        stores.MapPost("", async (CreateVectorStore request, HttpContext http, CreateBase create, CancellationToken cancellation) =>
            Json(Of(await create.RunAsync(new CreateKnowledgeBaseRequest(request.Name ?? "", request.Description), http.Caller(), cancellation), http))).Allow(Actions.KnowledgeWrite);
        stores.MapGet("/{id}", async (string id, HttpContext http, Bases bases, CancellationToken cancellation) => Json(Of(await bases.OpenAsync(id, cancellation), http))).Allow(Actions.KnowledgeRead);
        stores.MapGet("/{id}/files", async (string id, HttpContext http, Bases bases, CancellationToken cancellation) =>
        {
            var opened = await bases.OpenAsync(id, cancellation);
            var readers = Readership.Of(http.Caller());
            return Json(new VectorStoreFileList("list", [.. opened.Index.View.Documents.Where(readers.MayRead).OrderBy(d => d.Id).Select(d => new VectorStoreFile(
                d.Uid, "vector_store.file", d.AddedAt.ToUnixTimeSeconds(), opened.Id, d.IsReady ? "completed" : "failed", d.SizeBytes, d.IsReady ? null : new VectorStoreError("invalid_file", d.Reason ?? "")))], false));
        }).Allow(Actions.KnowledgeRead);
        stores.MapPost("/{id}/search", SearchAsync).Allow(Actions.KnowledgeRead);
    }

    private static async Task<IResult> SearchAsync(string id, SearchVectorStore request, HttpContext http, SearchBase search, CancellationToken cancellation)
    {
        var query = request.Query.ValueKind == System.Text.Json.JsonValueKind.Array ? string.Join(' ', request.Query.EnumerateArray().Select(q => q.ToString())) : request.Query.ToString();
        var found = await search.RunAsync(id, new SearchKnowledgeRequest(query, request.MaxNumResults ?? 10), http.Caller(), cancellation);
        var least = request.RankingOptions?.ScoreThreshold ?? 0;
        return Json(new VectorStoreResults(
            "vector_store.search_results.page", [query],
            [.. found.Hits.Where(h => h.Score >= least).Select(h => new VectorStoreHit(h.DocumentId, h.Document, h.Score, new Dictionary<string, object> { ["chunk"] = h.Chunk, ["page"] = h.Page ?? 0 }, [new VectorStoreText("text", h.Text)]))], false, null));
    }

    private static VectorStore Of(OpenBase opened, HttpContext http)
    {
        var info = BaseInfo.Of(opened, Readership.Of(http.Caller()));
        return new VectorStore(info.Id, "vector_store", info.CreatedAt.ToUnixTimeSeconds(), info.Name, "completed", new FileCounts(0, info.Documents, info.Failed, 0, info.Documents + info.Failed));
    }

    private static IResult Json<T>(T value) => Results.Json(value, VectorStoreJson.Options);
}
