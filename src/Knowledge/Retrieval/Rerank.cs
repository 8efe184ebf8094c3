using System.Text.Json;
using System.Text.Json.Serialization;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Serving;

namespace Onebox.Knowledge.Retrieval;

/// <summary>Ranks the best hits again by a model that reads question and text together, where the base names a route for it.</summary>
internal sealed class Rerank(IServing serving)
{
    private const int MostTexts = 64;

    /// <exception cref="Kernel.ProblemException"><c>knowledge.route_failed</c>.</exception>
    public async Task<IReadOnlyList<Hit>> RunAsync(OpenBase opened, string question, IReadOnlyList<Hit> hits, Caller caller, CancellationToken cancellation)
    {
        if (opened.Settings.Rerank is not { } route || hits.Count < 2) return hits;
        var first = hits.Take(MostTexts).ToList();
        var body = JsonSerializer.SerializeToUtf8Bytes(new RerankRequest(route, question, [.. first.Select(h => h.Chunk.Text)]), RerankJson.Default.RerankRequest);
        var answer = await serving.AskAsync("/v1/rerank", body, caller, cancellation: cancellation);
        if (!answer.Succeeded) throw KnowledgeErrors.RouteFailed(route, "it does not rank texts.");
        try
        {
            var ranked = JsonSerializer.Deserialize(answer.Body.Span, RerankJson.Default.RerankAnswer)?.Results ?? [];
            var scores = ranked.Where(r => r.Index >= 0 && r.Index < first.Count).ToDictionary(r => r.Index, r => r.RelevanceScore);
            return [.. first.Select((hit, i) => (hit, Score: scores.GetValueOrDefault(i, double.MinValue))).OrderByDescending(h => h.Score).Select(h => h.hit), .. hits.Skip(MostTexts)];
        }
        catch (JsonException error)
        {
            throw KnowledgeErrors.RouteFailed(route, $"its ranking cannot be read ({error.Message}).");
        }
    }
}

internal sealed record RerankRequest(string Model, string Query, IReadOnlyList<string> Documents);

internal sealed record RerankAnswer(IReadOnlyList<RerankedText> Results);

internal sealed record RerankedText(int Index, double RelevanceScore);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RerankRequest))]
[JsonSerializable(typeof(RerankAnswer))]
internal sealed partial class RerankJson : JsonSerializerContext;
