using System.Text;
using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Deployments;
using Onebox.Api.OpenAI;
using Onebox.Catalog;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Serving;

namespace Onebox.Knowledge.Answering;

/// <summary>The model behind a route: how much it can read, how long a prompt is for it, and its answers. Asked as the caller, with the caller's rights and quota.</summary>
internal sealed class RouteModel
{
    /// <summary>For engines elsewhere, which do not tell: what every model of today reads.</summary>
    private const int ContextWhenUntold = 4096;
    private const string Unreadable = "its answer cannot be read.";

    private readonly IServing _serving;
    private readonly RouteLimits _limits;
    private readonly RouteInfo _route;
    private readonly Caller _caller;
    private bool _countsTokens;
    private int? _told;

    /// <exception cref="Kernel.ProblemException"><c>knowledge.route_unknown</c>.</exception>
    public RouteModel(IServing serving, RouteLimits limits, string route, Caller caller)
    {
        (_serving, _limits, _caller) = (serving, limits, caller);
        _route = (caller.MayUseRoute(route) ? serving.FindRoute(route) : null) ?? throw KnowledgeErrors.RouteUnknown(route);
        _countsTokens = limits.Of(_route).Counts;
    }

    private string Route => _route.Name;

    /// <summary>
    /// What every engine of the route reads at once, prompt and answer: the least of what deployments are set to, what the engine itself says when it counts tokens (so that one that has to
    /// be loaded first is asked after it is), and what an engine elsewhere has let on.
    /// </summary>
    public async Task<int> ContextTokensAsync(CancellationToken cancellation)
    {
        if (_countsTokens && _told is null) await CountAsync([new ChatMessage("user", "?")], cancellation);
        int? least = _told;
        void AtMost(int? told) => least = told is null || least < told ? least : told;
        foreach (var target in _route.Targets.Where(t => t.Weight > 0 && !IsElsewhere(t)))
            AtMost((await _serving.FindDeploymentAsync(target.Deployment, cancellation))?.Settings.ContextTokens);
        AtMost(_limits.Of(_route).ContextTokens);
        return least ?? ContextWhenUntold;
    }

    /// <summary>The parameters of the largest model that may answer; null when one of them is elsewhere or does not tell.</summary>
    public async Task<long?> ParametersAsync(ICatalog catalog, CancellationToken cancellation)
    {
        long? most = null;
        foreach (var target in _route.Targets.Where(t => t.Weight > 0))
        {
            if (IsElsewhere(target) || await _serving.FindDeploymentAsync(target.Deployment, cancellation) is not { } deployment) return null;
            if ((await catalog.FindAsync(deployment.ModelId, cancellation))?.Architecture.Parameters is not { } parameters) return null;
            most = Math.Max(most ?? 0, parameters);
        }

        return most;
    }

    /// <summary>The prompt's length in the model's own tokens, template included.</summary>
    /// <exception cref="Kernel.ProblemException"><c>knowledge.route_failed</c>: the route does not answer at all.</exception>
    public async Task<int> CountAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellation)
    {
        if (_countsTokens)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new ChatRequest { Model = Route, Messages = messages }, OpenAIJson.Default.ChatRequest);
            var answer = await _serving.AskAsync("/v1/tokenize", body, _caller, cancellation: cancellation);
            if (answer.Succeeded && CountOf(answer.Body) is { } count) return count;
            // Loading, full or forbidden: the question itself would fare no better. Anything else: this engine does not count.
            if (answer.Status is 401 or 403 or 429 or 503) throw KnowledgeErrors.RouteFailed(Route, ErrorOf(answer.Body.Span));
            _countsTokens = false;
            if (_route.Targets.All(t => IsElsewhere(t))) _limits.CannotCount(_route);
        }

        return (int)Math.Ceiling(Bytes(messages) * _limits.Of(_route).TokensPerByte) + (16 * messages.Count);
    }

    /// <exception cref="PromptTooLongException">The engine reads less than was thought, and said so before it answered; what it said is remembered.</exception>
    /// <exception cref="Kernel.ProblemException"><c>knowledge.route_failed</c>.</exception>
    public async Task<(string Text, int? PromptTokens, int? AnswerTokens)> AnswerAsync(IReadOnlyList<ChatMessage> messages, int maxTokens, Func<string, Task>? delta, CancellationToken cancellation)
    {
        var request = new ChatRequest { Model = Route, Messages = messages, MaxTokens = maxTokens, Temperature = 0, Stream = delta is not null, StreamOptions = delta is null ? null : new StreamOptions(IncludeUsage: true) };
        var body = JsonSerializer.SerializeToUtf8Bytes(request, OpenAIJson.Default.ChatRequest);
        try
        {
            return delta is null ? await WholeAsync(body, cancellation) : await StreamedAsync(body, delta, cancellation);
        }
        catch (PromptTooLongException refusal)
        {
            _limits.Learn(_route, refusal.Error, await ContextTokensAsync(cancellation), Bytes(messages));
            throw;
        }
    }

    private static bool IsElsewhere(RouteTarget target) => target.Deployment.StartsWith("engine:", StringComparison.Ordinal);

    private static int Bytes(IReadOnlyList<ChatMessage> messages) => messages.Sum(m => Encoding.UTF8.GetByteCount(m.Content));

    private int? CountOf(ReadOnlyMemory<byte> body)
    {
        var (count, longest) = EngineAnswer.Count(body);
        if (count is not null && longest is > 0) _told = longest;
        return count;
    }

    private async Task<(string, int?, int?)> WholeAsync(byte[] body, CancellationToken cancellation)
    {
        var answer = await _serving.AskAsync("/v1/chat/completions", body, _caller, cancellation: cancellation);
        if (!answer.Succeeded) throw Refused(answer.Body.Span);
        return EngineAnswer.Whole(answer.Body) is { } whole ? (whole.Text, whole.PromptTokens, whole.AnswerTokens) : throw KnowledgeErrors.RouteFailed(Route, Unreadable);
    }

    private async Task<(string, int?, int?)> StreamedAsync(byte[] body, Func<string, Task> delta, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        ChatUsage? usage = null;
        var (answered, ended) = (false, false);
        // Noted, not thrown: what a reader of the stream throws, serving would take for a fault of its own and write into the stream.
        ProblemException? fault = null;
        await using var events = new EventReader(async data =>
        {
            if (data == "[DONE]")
            {
                ended = true;
                return;
            }

            if (fault is not null) return;
            if (EngineAnswer.Chunk(data) is not { } chunk)
            {
                fault = KnowledgeErrors.RouteFailed(Route, Unreadable);
                return;
            }

            answered = true;
            if (chunk.Error is { } error)
            {
                fault = KnowledgeErrors.RouteFailed(Route, error.Message);
                return;
            }

            usage = chunk.Usage ?? usage;
            foreach (var choice in chunk.Choices)
            {
                ended |= choice?.FinishReason is not null;
                if (choice?.Delta?.Content is not { Length: > 0 } words) continue;
                text.Append(words);
                await delta(words);
            }
        });
        var status = await _serving.AskAsync("/v1/chat/completions", body, _caller, events, cancellation);
        if (fault is not null) throw fault;
        if (status is < 200 or >= 300) throw Refused(Encoding.UTF8.GetBytes(events.Rest));
        if (!answered) throw KnowledgeErrors.RouteFailed(Route, Unreadable);
        if (!ended) throw KnowledgeErrors.RouteFailed(Route, "it broke off before its end.");
        return (text.ToString(), usage?.PromptTokens, usage?.CompletionTokens);
    }

    private Exception Refused(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var json = JsonDocument.ParseValue(ref reader);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error) && ContextError.Of(error) is { } tooLong) return new PromptTooLongException(tooLong);
        }
        catch (JsonException)
        {
            // Told below, as any answer that cannot be read.
        }

        return KnowledgeErrors.RouteFailed(Route, ErrorOf(body));
    }

    private static string ErrorOf(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, OpenAIJson.Default.OpenAIErrorBody)?.Error?.Message ?? "it refused the request.";
        }
        catch (JsonException)
        {
            return Unreadable;
        }
    }
}
