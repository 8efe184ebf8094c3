using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Evaluating;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Store;

namespace Onebox.Knowledge;

/// <summary><c>GET /api/knowledge</c>: all bases, by name; what is counted is what the caller may read.</summary>
internal static class ListBases
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/knowledge", async Task<Ok<Page<KnowledgeBaseInfo>>> (HttpContext http, BaseStore store, Bases bases, CancellationToken cancellation) =>
        {
            var records = await store.ListAsync(cancellation);
            return TypedResults.Ok(new Page<KnowledgeBaseInfo>([.. records.Select(r => BaseInfo.Of(bases.Open(r), Readership.Of(http.Caller())))]));
        }).Allow(Actions.KnowledgeRead).WithName("ListKnowledgeBases").WithTags("Knowledge");
}

/// <summary>A base as the API tells it.</summary>
internal static class BaseInfo
{
    public static KnowledgeBaseInfo Of(OpenBase opened, Readership readers)
    {
        var view = opened.Index.View;
        var visible = view.Documents.Where(readers.MayRead).ToList();
        var (fusion, admitted) = (opened.Fusion, view.Admit(readers, null));
        return new KnowledgeBaseInfo
        {
            Id = opened.Id,
            Name = opened.Name,
            Description = opened.Record.Description,
            CreatedAt = opened.Record.CreatedAt,
            Settings = opened.Settings,
            Documents = visible.Count(d => d.IsReady),
            Failed = visible.Count(d => !d.IsReady),
            Chunks = view.CountChunks(admitted),
            Vectors = admitted.Windows?.Count ?? view.Windows,
            Questions = QuestionSet.Count(opened.Index, readers),
            Fusion = new FusionInfo(fusion.TextWeight, fusion.VectorWeight, fusion.LearnedFrom),
        };
    }
}
