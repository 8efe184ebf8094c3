using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Knowledge;
using Onebox.Api.Tasks;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Ingestion;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Store;
using Onebox.Tasks;

namespace Onebox.Knowledge;

/// <summary><c>GET /api/knowledge/{base}</c>: with the files that failed and why, and what it is filled from.</summary>
internal static class GetBase
{
    private const int MostFailures = 1000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/knowledge/{base}", HandleAsync).Allow(Actions.KnowledgeRead).WithName("GetKnowledgeBase").WithTags("Knowledge");

    private static async Task<Ok<KnowledgeBaseInfo>> HandleAsync(string @base, HttpContext http, Bases bases, BaseStore store, RunningIngestions running, ITasks tasks, CancellationToken cancellation)
    {
        var (opened, readers) = (await bases.OpenAsync(@base, cancellation), Readership.Of(http.Caller()));
        var failures = opened.Index.View.Documents.Where(d => d.Reason is not null && readers.MayRead(d)).OrderBy(d => d.Name, StringComparer.Ordinal).Take(MostFailures);
        var sources = http.Caller().May(Actions.KnowledgeWrite) ? await store.SourcesAsync(opened.Id, cancellation) : [];
        var work = new List<TaskInfo>();
        foreach (var id in running.Of(opened.Id))
            if (await tasks.FindAsync(id, cancellation) is { } task) work.Add(task);
        return TypedResults.Ok(BaseInfo.Of(opened, readers) with
        {
            Failures = [.. failures.Select(d => new DocumentFailure(d.Name, d.Reason ?? ""))],
            Sources = [.. sources.Select(s => new KnowledgeSource(s.Path, s.Watched, s.Readers.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Where(s => readers.Has([.. s.Readers]))],
            Tasks = work.ConvertAll(t => t.Id),
            Work = work,
        });
    }
}
