using System.Text.Json;
using System.Text.Json.Nodes;
using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Scoring;

namespace Onebox.Evaluation.Asking;

/// <summary>
/// The log-likelihood of each choice after the prompt, in one request where the engine takes several: the prompt with the choice is told with log-probabilities and
/// nothing is generated. As in lm-evaluation-harness, a space is put between and belongs to the choice, and white space at the prompt's end is moved to it.
/// </summary>
internal static class AskChoice
{
    public static async Task<ItemAnswer> RunAsync(Item item, string prompt, ModelAsker asker, CancellationToken cancellation)
    {
        var context = prompt.TrimEnd();
        var between = prompt.Length > context.Length ? prompt[context.Length..] : " ";
        var from = PromptLogprobs.LengthOf(context);
        var prompts = item.Choices.Select(choice => $"{context}{between}{choice}").ToList();
        if (asker.Model.Likelihoods!.Several)
        {
            var (answer, cached) = await AskAsync(asker, new JsonArray([.. prompts.Select(p => (JsonNode)p)]), prompts, from, cancellation);
            return new ItemAnswer(item) { Likelihoods = answer, Cached = cached };
        }

        List<Likelihood> likelihoods = [];
        var known = true;
        foreach (var one in prompts)
        {
            var (answer, cached) = await AskAsync(asker, JsonValue.Create(one), [one], from, cancellation);
            likelihoods.AddRange(answer);
            known &= cached;
        }

        return new ItemAnswer(item) { Likelihoods = likelihoods, Cached = known };
    }

    private static async Task<(IReadOnlyList<Likelihood> Likelihoods, bool Cached)> AskAsync(ModelAsker asker, JsonNode sent, IReadOnlyList<string> prompts, int from, CancellationToken cancellation)
    {
        var way = asker.Model.Likelihoods!;
        var (answer, cached) = await asker.AskAsync(LikelihoodWay.Path, way.Body(sent, from), a => Read(a, way, prompts, from), cancellation);
        return ([.. answer.EnumerateArray().Select(l => new Likelihood(l[0].GetDouble(), l[1].GetInt32()))], cached);
    }

    private static JsonArray Read(JsonElement answer, LikelihoodWay way, IReadOnlyList<string> prompts, int from) =>
        new([.. ReadChoices.All(answer, way, prompts, from).Select(l => (JsonNode)(l is { } told ? new JsonArray(told.LogProbability, told.Tokens) : throw new AskException("The answer does not tell the prompt's log-probabilities.")))]);
}
