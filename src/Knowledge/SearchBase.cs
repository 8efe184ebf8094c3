using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Knowledge;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge;

/// <summary><c>POST /api/knowledge/{base}/search</c>.</summary>
internal sealed class SearchBase(Bases bases, Rerank rerank, KnowledgeMetrics metrics)
{
    public const int MostHits = 1000;

    /// <summary>
    /// Below it a hit has next to nothing of the question: on xquad 1 right hit in 250 scores less, and 1 best hit in 8 where nothing is right (ADR 0197).
    /// </summary>
    public const double Floor = 0.15;

    private const int MostCharacters = 10_000;

    // So many that hits which differ do not look equal to whoever sorts by them again (trec_eval does).
    private const int Digits = 7;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/knowledge/{base}/search", async Task<Ok<KnowledgeHits>> (string @base, SearchKnowledgeRequest request, HttpContext http, SearchBase search, CancellationToken cancellation) =>
            TypedResults.Ok(await search.RunAsync(@base, request, http.Caller(), cancellation))).Allow(Actions.KnowledgeRead).WithName("SearchKnowledge").WithTags("Knowledge");

    public async Task<KnowledgeHits> RunAsync(string nameOrId, SearchKnowledgeRequest request, Caller caller, CancellationToken cancellation)
    {
        Validate(request);
        var begun = Stopwatch.GetTimestamp();
        var opened = await bases.OpenAsync(nameOrId, cancellation);
        var mode = request.Mode ?? SearchMode.Hybrid;
        var found = await Search.RunAsync(
            opened.Index, opened.Embedder, opened.Fusion, mode, request.Query, request.Top ?? 10, Readership.Of(caller), DocumentFilter.Of(request.Filter), cancellation, request.Once);
        var least = request.MinScore ?? (request.Brief ? 0 : Floor);
        found = found with { Hits = [.. found.Hits.Where(h => h.Score >= least)] };
        var searched = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        var (hits, note) = mode == SearchMode.Hybrid ? await rerank.RunAsync(opened, request.Query, found.Hits, caller, cancellation) : (found.Hits, null);
        var total = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        metrics.Searched(total, mode);
        return new KnowledgeHits([.. hits.Select(h => request.Brief ? Info(h) with { Text = "" } : Info(h))], new SearchTimes(found.EmbedTime, found.TextTime, found.VectorTime, total - searched, total), Notes(found.Note, note));
    }

    /// <summary>Null for none.</summary>
    public static IReadOnlyList<string>? Notes(params IEnumerable<string?> notes) => notes.OfType<string>().ToList() is { Count: > 0 } said ? said : null;

    public static void Validate(SearchKnowledgeRequest request) => new Validation()
        .Require(!string.IsNullOrWhiteSpace(request.Query) && request.Query.Length <= MostCharacters, "query", $"A question has 1 to {MostCharacters} characters.")
        .Require(request.Top is null or (> 0 and <= MostHits), "top", $"1 to {MostHits} hits can be asked for.")
        .Require(request.MinScore is null or (>= 0 and <= 1), "minScore", "A score is 0 to 1.")
        .ThrowIfInvalid();

    public static KnowledgeHit Info(Hit hit) => new(
        hit.Document.Name, hit.Document.Uid, ChunkIds.Of(hit.Chunk.Id), hit.Chunk.Page, Math.Round(hit.Score, Digits), hit.Chunk.Text, hit.Chunk.Heading.Length == 0 ? null : hit.Chunk.Heading, hit.Chunk.Range,
        Math.Round(hit.Text, Digits), Math.Round(hit.Vector, Digits), hit.Window?.Start, hit.Window?.Length);
}
