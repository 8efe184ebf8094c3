using System.Text.Json;
using System.Text.Json.Nodes;
using Onebox.Kernel.Access;
using Onebox.Serving;

namespace Onebox.Evaluation.Asking;

/// <summary>One item could not be asked; the others go on.</summary>
internal class AskException(string message) : Exception(message);

/// <summary>The prompt is longer than the model's context.</summary>
internal sealed class PromptTooLongException(string message) : AskException(message);

/// <summary>
/// Sends requests to a model by the way of every client's, in the background: people come first. What is refused for the moment is tried again; answers
/// are kept by what was asked of whom.
/// </summary>
internal sealed class ModelAsker(IServing serving, ModelUnderTest model, Caller caller, AnswerCache cache, TimeProvider clock)
{
    private const int MostFaults = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10), LongestWait = TimeSpan.FromSeconds(10), ShortestWait = TimeSpan.FromMilliseconds(200);

    public ModelUnderTest Model => model;

    /// <summary>Asks, or takes the kept answer.</summary>
    /// <param name="body">Without <c>model</c>.</param>
    /// <param name="read">Takes what matters out of the answer; that is what is kept.</param>
    /// <exception cref="AskException">This request cannot be answered.</exception>
    /// <exception cref="Kernel.ProblemException"><c>evaluation.model_fails</c>: nothing is answered.</exception>
    public async Task<(JsonElement Answer, bool Cached)> AskAsync(string path, JsonObject body, Func<JsonElement, JsonNode> read, CancellationToken cancellation)
    {
        var key = AnswerCache.KeyOf(model.Identity, path, body);
        if (await cache.FindAsync(key, cancellation) is { } kept) return (kept, true);
        body["model"] = model.Route;
        using var answer = await PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(body), cancellation);
        var node = read(answer.RootElement);
        cache.Keep(key, node);
        return (JsonSerializer.SerializeToElement(node), false);
    }

    /// <summary>Asks once, without keeping the answer; only what is refused for the moment is tried again.</summary>
    /// <returns>The answer, or why there is none.</returns>
    public async Task<(JsonDocument? Answer, string? Refusal)> TryAsync(string path, JsonObject body, CancellationToken cancellation)
    {
        body["model"] = model.Route;
        var answer = await SendAsync(path, JsonSerializer.SerializeToUtf8Bytes(body), cancellation);
        return answer.Succeeded && Parse(answer) is { } document ? (document, null) : (null, $"status {answer.Status}: {ErrorOf(answer).Message}");
    }

    private async Task<JsonDocument> PostAsync(string path, byte[] body, CancellationToken cancellation)
    {
        var faults = 0;
        while (true)
        {
            var answer = await SendAsync(path, body, cancellation);
            if (answer.Succeeded && Parse(answer) is { } document) return document;
            var (code, message) = ErrorOf(answer);
            if (code == "context_length_exceeded" || (answer.Status is >= 400 and < 500 && ContextRefusal.Says(message))) throw new PromptTooLongException(message);
            if (answer.Status is 404 or 405 && !model.Ours && path == LikelihoodWay.Path && serving.FindRoute(model.Route) is not null) throw EvaluationErrors.ChatOnly(model.Name, message);
            if (answer.Status is 401 or 403 or 404) throw EvaluationErrors.NotAnswering(model.Name, message);
            if (answer.Status is >= 400 and < 500) throw new AskException(message);
            if (++faults >= MostFaults) throw new AskException(message);
            await Task.Delay(Wait(null), clock, cancellation);
        }
    }

    /// <summary>Until it is more than a refusal for the moment.</summary>
    private async Task<ServedAnswer> SendAsync(string path, byte[] body, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            var answer = await serving.AskAsync(path, body, caller, background: true, cancellation);
            if (answer.Status is not (429 or 503)) return answer;
            if (clock.GetElapsedTime(began) > Patience) throw EvaluationErrors.NotAnswering(model.Name, ErrorOf(answer).Message);
            await Task.Delay(Wait(answer.RetryAfter), clock, cancellation);
        }
    }

    private static TimeSpan Wait(TimeSpan? told) => told is { } wait ? wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait : ShortestWait;

    // An answer that broke off over its end is no answer.
    private static JsonDocument? Parse(ServedAnswer answer)
    {
        try
        {
            return JsonDocument.Parse(answer.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (string? Code, string Message) ErrorOf(ServedAnswer answer)
    {
        using var document = Parse(answer);
        if (document is not null && document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
        {
            return (error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String ? code.GetString() : null,
                error.TryGetProperty("message", out var message) ? message.ToString() : $"status {answer.Status}");
        }

        return (null, answer.Succeeded ? "The answer broke off." : $"It answered with status {answer.Status}.");
    }
}
