using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Scoring;

namespace Onebox.Evaluation.Asking;

/// <summary>
/// The log-likelihood of a whole text. One longer than the context is cut into windows without overlap; each window begins after the last token of the one
/// before, the first after the model's beginning of text, as lm-evaluation-harness's rolling windows do. A model without one leaves the first token out. An engine
/// elsewhere gets the text whole, because it does not tell its tokens: a text longer than its context cannot be asked.
/// </summary>
internal static class AskText
{
    private const string Tokenize = "/v1/tokenize";

    // The prompt must leave room within the context.
    private const int Spare = 2;

    public static async Task<ItemAnswer> RunAsync(Item item, ModelAsker asker, CancellationToken cancellation)
    {
        var (sum, cached) = asker.Model.Ours ? await WindowsAsync(item.Prompt, asker, cancellation) : await WholeAsync(JsonValue.Create(item.Prompt), item.Prompt, asker, cancellation);
        return new ItemAnswer(item) { Whole = new TextLikelihood(sum, Encoding.UTF8.GetByteCount(item.Prompt), TextLikelihood.WordsOf(item.Prompt)), Cached = cached };
    }

    private static async Task<(double Sum, bool Cached)> WindowsAsync(string text, ModelAsker asker, CancellationToken cancellation)
    {
        var (tokenized, cached) = await asker.AskAsync(Tokenize, new JsonObject { ["content"] = text }, a => new JsonObject { ["tokens"] = JsonNode.Parse(a.GetProperty("tokens").GetRawText()), ["most"] = a.GetProperty("max_model_len").GetInt32() }, cancellation);
        var tokens = tokenized.GetProperty("tokens").EnumerateArray().Select(t => t.GetInt32()).ToArray();
        var window = Math.Max(2, tokenized.GetProperty("most").GetInt32() - Spare);
        double sum = 0;
        // The token before the window is read and not scored.
        for (var start = 0; start < tokens.Length - 1; start += window - 1)
        {
            var part = tokens.AsSpan(start, Math.Min(window, tokens.Length - start)).ToArray();
            var (scored, known) = await WholeAsync(new JsonArray([.. part.Select(t => (JsonNode)t)]), null, asker, cancellation);
            sum += scored;
            cached &= known;
        }

        return (sum, cached);
    }

    /// <param name="text">Null where tokens are sent.</param>
    private static async Task<(double Sum, bool Cached)> WholeAsync(JsonNode prompt, string? text, ModelAsker asker, CancellationToken cancellation)
    {
        var way = asker.Model.Likelihoods!;
        var (answer, cached) = await asker.AskAsync(LikelihoodWay.Path, way.Body(prompt, 0), a => Sum(a, way, text), cancellation);
        return (answer.GetDouble(), cached);
    }

    private static JsonValue Sum(JsonElement answer, LikelihoodWay way, string? text) =>
        JsonValue.Create(ReadChoices.All(answer, way, [text], 0)[0]?.LogProbability ?? throw new AskException("The answer does not tell the text's log-probabilities."));
}
