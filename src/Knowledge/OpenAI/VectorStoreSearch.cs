using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Knowledge;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.OpenAI;

/// <summary><c>POST /v1/vector_stores/{id}/search</c>: filters on attributes are applied inside the search, as the right to read is.</summary>
internal static class VectorStoreSearch
{
    private const int MostQueries = 10;
    private const int MostResults = 50;

    public static void Map(RouteGroupBuilder stores) => stores.MapPost("/{id}/search", HandleAsync).Allow(Actions.KnowledgeRead);

    private static async Task<IResult> HandleAsync(string id, HttpContext http, SearchBase search, Bases bases, CancellationToken cancellation)
    {
        var request = await SnakeBody.ReadAsync<SearchVectorStore>(http, cancellation);
        var queries = request.Query.ValueKind == JsonValueKind.Array ? request.Query.EnumerateArray().Select(q => q.ToString()).ToList() : [request.Query.ToString()];
        if (queries.Count is 0 or > MostQueries || request.MaxNumResults is < 1 or > MostResults)
            throw new Problem(ProblemKind.Invalid, "request.invalid", $"A search has 1 to {MostQueries} queries and 1 to {MostResults} results.") { Field = "query" }.ToException();
        var (top, least, hits) = (request.MaxNumResults ?? 10, request.RankingOptions?.ScoreThreshold, new Dictionary<string, KnowledgeHit>(StringComparer.Ordinal));
        foreach (var query in queries)
        {
            var filter = request.Filters is null ? null : new KnowledgeFilter(Attributes: request.Filters);
            foreach (var hit in (await search.RunAsync(id, new SearchKnowledgeRequest(query, top, Filter: filter, MinScore: least is null ? null : Math.Clamp(least.Value, 0, 1)), http.Caller(), cancellation)).Hits)
                if (!hits.TryGetValue(hit.Chunk, out var known) || known.Score < hit.Score) hits[hit.Chunk] = hit;
        }

        var attributes = (await bases.OpenAsync(id, cancellation)).Index.View.Documents.Where(d => d.Attributes is not null).ToDictionary(d => d.Uid, d => d.Attributes!, StringComparer.Ordinal);
        return VectorStores.Json(new VectorStoreResults(
            "vector_store.search_results.page", queries, [.. hits.Values.OrderByDescending(h => h.Score).Take(top).Select(h => Of(h, attributes.GetValueOrDefault(h.DocumentId)))], false, null));
    }

    private static VectorStoreHit Of(KnowledgeHit hit, string? attributes)
    {
        var noted = new Dictionary<string, object?>(StringComparer.Ordinal) { ["chunk"] = hit.Chunk };
        if (hit.Page is { } page) noted["page"] = page;
        if (attributes is not null)
        {
            using var json = JsonDocument.Parse(attributes);
            foreach (var pair in json.RootElement.EnumerateObject()) noted[pair.Name] = pair.Value.Clone();
        }

        return new VectorStoreHit(hit.DocumentId, hit.Document, hit.Score, noted, [new VectorStoreText("text", hit.Text)]);
    }
}
