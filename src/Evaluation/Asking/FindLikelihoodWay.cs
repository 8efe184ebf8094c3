using System.Text.Json;
using System.Text.Json.Nodes;

namespace Onebox.Evaluation.Asking;

/// <summary>Tries once how an engine elsewhere tells the probabilities of a prompt, before anything is asked of anybody: engines differ, and some cannot.</summary>
internal static class FindLikelihoodWay
{
    private const string Short = "The sun is", Long = "The sun is warm and bright";

    /// <exception cref="Kernel.ProblemException"><c>evaluation.no_logprobs</c>: what the engine said to each way.</exception>
    public static async Task<LikelihoodWay> RunAsync(ModelAsker asker, CancellationToken cancellation)
    {
        List<string> refusals = [];
        foreach (var way in LikelihoodWay.Elsewhere)
        {
            var prompts = way.Several ? (IReadOnlyList<string>)[Long, Short] : [Long];
            var body = way.Body(way.Several ? new JsonArray([.. prompts.Select(p => (JsonNode)p)]) : JsonValue.Create(Long), 0);
            var (answer, refusal) = await asker.TryAsync(LikelihoodWay.Path, body, cancellation);
            using (answer)
            {
                if (answer is not null && Tells(answer.RootElement, way, prompts)) return way;
            }

            refusals.Add(refusal ?? $"with {(way.Echo ? "echo and logprobs" : "prompt_logprobs")} it answered without the prompt's log-probabilities");
        }

        throw EvaluationErrors.NoLogprobs(asker.Model.Name, string.Join("; ", refusals.Distinct(StringComparer.Ordinal)));
    }

    private static bool Tells(JsonElement answer, LikelihoodWay way, IReadOnlyList<string> prompts)
    {
        try
        {
            return ReadChoices.All(answer, way, [.. prompts], "The sun".Length).All(l => l is { LogProbability: < 0 });
        }
        catch (AskException)
        {
            return false;
        }
    }
}
