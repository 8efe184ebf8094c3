using System.Text.Json;
using System.Text.Json.Serialization;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Serving;

namespace Onebox.Knowledge.Retrieval;

/// <summary>
/// Ranks the best hits again by a model that reads question and text together, where the base names a route for it: by <c>/v1/rerank</c>, or, where the model has no ranking head, by how
/// sure it is that the text answers the question (<see cref="JudgeByChat"/>). A route that does not answer leaves the hits as they are, and a note.
/// </summary>
internal sealed class Rerank(IServing serving)
{
    private const int MostTexts = 64;

    public async Task<(IReadOnlyList<Hit> Hits, string? Note)> RunAsync(OpenBase opened, string question, IReadOnlyList<Hit> hits, Caller caller, CancellationToken cancellation)
    {
        if (opened.Settings.Rerank is not { } route || hits.Count < 2) return (hits, null);
        try
        {
            var first = hits.Take(MostTexts).ToList();
            var scores = await ByRankingHeadAsync(route, question, first, caller, cancellation);
            if (scores is null)
            {
                first = [.. hits.Take(JudgeByChat.MostTexts)];
                scores = await JudgeByChat.RunAsync(serving, route, question, first, caller, cancellation);
            }

            var ranked = first.Select((hit, i) => hit with { Score = scores[i] }).OrderByDescending(h => h.Score).ToList();
            // What was not read again stays behind, and does not seem better.
            return ([.. ranked, .. hits.Skip(first.Count).Select(h => h with { Score = Math.Min(h.Score, ranked[^1].Score) })], null);
        }
        catch (ProblemException problem) when (problem.Problem.Kind is not ProblemKind.NotFound)
        {
            return (hits, $"Not ranked again: {problem.Message}");
        }
    }

    /// <returns>Null for a model that has no ranking head.</returns>
    private async Task<double[]?> ByRankingHeadAsync(string route, string question, List<Hit> hits, Caller caller, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new RerankRequest(route, question, [.. hits.Select(h => h.Chunk.Text)]), RerankJson.Default.RerankRequest);
        var answer = await serving.AskAsync("/v1/rerank", body, caller, cancellation: cancellation);
        if (!answer.Succeeded)
        {
            if (serving.FindRoute(route) is null) throw KnowledgeErrors.RouteUnknown(route);
            // Engines say it in different ways that they do not rank; being full or down is something else.
            return answer.Status is 429 or >= 500 and not 501 ? throw KnowledgeErrors.RouteFailed(route, "it does not rank texts now.") : null;
        }

        try
        {
            var results = JsonSerializer.Deserialize(answer.Body.Span, RerankJson.Default.RerankAnswer)?.Results ?? [];
            var scores = new double[hits.Count];
            foreach (var result in results.Where(r => r.Index >= 0 && r.Index < hits.Count)) scores[result.Index] = Math.Clamp(result.RelevanceScore, 0, 1);
            return results.Count == 0 ? throw KnowledgeErrors.RouteFailed(route, "its ranking is empty.") : scores;
        }
        catch (JsonException error)
        {
            throw KnowledgeErrors.RouteFailed(route, $"its ranking cannot be read ({error.Message}).");
        }
    }
}

internal sealed record RerankRequest(string Model, string Query, IReadOnlyList<string> Documents);

internal sealed record RerankAnswer(IReadOnlyList<RerankedText>? Results);

internal sealed record RerankedText(int Index, double RelevanceScore);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RerankRequest))]
[JsonSerializable(typeof(RerankAnswer))]
internal sealed partial class RerankJson : JsonSerializerContext;
