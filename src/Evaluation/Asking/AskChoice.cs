using System.Text.Json;
using System.Text.Json.Nodes;
using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Scoring;

namespace Onebox.Evaluation.Asking;

/// <summary>
/// The log-likelihood of each choice after the prompt, in one request: the prompt with the choice is echoed with log-probabilities and nothing is
/// generated. As in lm-evaluation-harness, a space is put between and belongs to the choice, and white space at the prompt's end is moved to it.
/// </summary>
internal static class AskChoice
{
    private const string Path = "/v1/completions";

    public static async Task<ItemAnswer> RunAsync(Item item, string prompt, ModelAsker asker, CancellationToken cancellation)
    {
        var context = prompt.TrimEnd();
        var between = prompt.Length > context.Length ? prompt[context.Length..] : " ";
        var from = context.Length - context.Count(char.IsLowSurrogate);
        var body = new JsonObject
        {
            ["prompt"] = new JsonArray([.. item.Choices.Select(choice => (JsonNode)$"{context}{between}{choice}")]),
            ["echo"] = true,
            ["logprobs"] = asker.Model.Ours ? 0 : 1,
            ["max_tokens"] = 0,
            ["temperature"] = 0,
        };
        // Ours tells that part alone, and takes what is before it from the cache.
        if (asker.Model.Ours) body["logprobs_from"] = from;
        var (answer, cached) = await asker.AskAsync(Path, body, a => Read(a, item.Choices.Count, asker.Model, from), cancellation);
        return new ItemAnswer(item) { Likelihoods = [.. answer.EnumerateArray().Select(l => new Likelihood(l[0].GetDouble(), l[1].GetInt32()))], Cached = cached };
    }

    private static JsonArray Read(JsonElement answer, int choices, ModelUnderTest model, int from)
    {
        var read = new JsonNode[choices];
        foreach (var choice in answer.GetProperty("choices").EnumerateArray())
        {
            if (!choice.TryGetProperty("logprobs", out var logprobs) || logprobs.ValueKind != JsonValueKind.Object) throw EvaluationErrors.NoLogprobs(model.Name);
            var values = logprobs.GetProperty("token_logprobs");
            var offsets = logprobs.GetProperty("text_offset");
            double sum = 0;
            var tokens = 0;
            for (var i = 0; i < values.GetArrayLength(); i++)
            {
                if (values[i].ValueKind != JsonValueKind.Number || (!model.Ours && offsets[i].GetInt32() < from)) continue;
                sum += values[i].GetDouble();
                tokens++;
            }

            var index = choice.GetProperty("index").GetInt32();
            if (index >= 0 && index < choices) read[index] = new JsonArray(sum, tokens);
        }

        return read.All(r => r is not null) ? new JsonArray(read) : throw new AskException("The answer lacks a choice.");
    }
}
