using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Onebox.Testing;

namespace Onebox.Serving.Tests.Engine;

/// <summary>
/// A small OpenAI-like server: what stands outside of the host. What it does with a request the prompt says, in words: <c>tokens:N</c>,
/// <c>die:N</c> (cuts the connection after N events), <c>hold</c> (waits for <see cref="LetGo"/> after the first event), <c>busy</c>, <c>teapot</c>.
/// </summary>
public sealed class FakeEngine : IAsyncDisposable
{
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LocalServer _server = null!;
    private int _running;
    private int _cancelled;

    private FakeEngine(string name) => Name = name;

    /// <summary>Every token of its answers is this.</summary>
    public string Name { get; }
    public string State { get; set; } = "ready";
    public double? LoadProgress { get; set; }
    public string? FailureReason { get; set; }
    public ConcurrentQueue<(string Path, IReadOnlyDictionary<string, string> Headers, string Body)> Received { get; } = new();
    public int Running => Volatile.Read(ref _running);
    public int Cancelled => Volatile.Read(ref _cancelled);
    public string Address => _server.Address;

    public static async Task<FakeEngine> StartAsync(string name, string? socket = null)
    {
        var engine = new FakeEngine(name);
        engine._server = await LocalServer.StartAsync(engine.Map, socket);
        return engine;
    }

    public void LetGo() => _letGo.TrySetResult();

    /// <summary>Cuts every connection: SIGKILL as seen from outside.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void Map(WebApplication app)
    {
        app.MapGet("/health", () => "ok");
        app.MapGet("/state", () => Results.Content(StateJson(), "application/json"));
        app.MapGet("/v1/models", (HttpContext http) => http.Request.Headers.Authorization == "Bearer wrong"
            ? Results.StatusCode(401)
            : Results.Content($$"""{"object":"list","data":[{"id":"{{Name}}-model","object":"model"}]}""", "application/json"));
        app.MapPost("/v1/{**path}", AnswerAsync);
    }

    private string StateJson()
    {
        var state = new JsonObject { ["state"] = State };
        if (LoadProgress is { } progress) state["loadProgress"] = progress;
        if (FailureReason is not null) (state["code"], state["reason"], state["remedy"]) = ("model.unreadable", FailureReason, "Import it again.");
        if (State == "ready")
        {
            state["model"] = new JsonObject { ["contextTokens"] = 64, ["embeddingLength"] = 8, ["capabilities"] = new JsonArray("chat", "completions", "embeddings") };
            state["engine"] = JsonNode.Parse("""{"running":0,"waiting":0,"keyValueCellsUsed":1,"keyValueCellsTotal":64,"cacheHitRatio":0.5,"promptTokensPerSecond":1,"generatedTokensPerSecond":2}""");
        }

        return state.ToJsonString();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref _running);
        try
        {
            using var reader = new StreamReader(http.Request.Body);
            var text = await reader.ReadToEndAsync(http.RequestAborted);
            Received.Enqueue((http.Request.Path, http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), text));
            var body = JsonNode.Parse(text)!;
            var prompt = (body["prompt"] ?? body["input"] ?? body["messages"]?[0]?["content"])?.ToString() ?? "";
            if (prompt.Contains("busy", StringComparison.Ordinal))
            {
                http.Response.Headers.RetryAfter = "7";
                await ErrorAsync(http, 429, "queue_full");
            }
            else if (prompt.Contains("teapot", StringComparison.Ordinal))
            {
                await ErrorAsync(http, 418, "teapot");
            }
            else if (body["stream"]?.GetValue<bool>() == true)
            {
                await StreamAsync(http, prompt);
            }
            else
            {
                if (prompt.Contains("hold", StringComparison.Ordinal)) await _letGo.Task.WaitAsync(http.RequestAborted);
                if (prompt.Contains("die:0", StringComparison.Ordinal)) http.Abort();
                else await JsonAsync(http, prompt, body["model"]?.ToString());
            }
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _cancelled);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task StreamAsync(HttpContext http, string prompt)
    {
        var (tokens, dieAfter) = (Number(prompt, "tokens:", 3), Number(prompt, "die:", int.MaxValue));
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers["X-Onebox-Prompt-Tokens"] = "5";
        for (var i = 0; i < tokens; i++)
        {
            if (i >= dieAfter)
            {
                http.Abort();
                return;
            }

            await SendAsync(http, $$$"""data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"{{{Name}}} "},"finish_reason":null}]}""");
            if (i == 0 && prompt.Contains("hold", StringComparison.Ordinal)) await _letGo.Task.WaitAsync(http.RequestAborted);
        }

        await SendAsync(http, """data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"length"}]}""");
        await SendAsync(http, $$$"""data: {"id":"c","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":{{{tokens}}},"total_tokens":{{{tokens + 5}}},"prompt_tokens_details":{"cached_tokens":2}},"timings":{"queue_ms":1.5,"prefill_ms":2.5,"decode_ms":30,"time_to_first_token_ms":4,"tokens_per_second":100,"cached_tokens":2}}""");
        await SendAsync(http, "data: [DONE]");
    }

    private Task JsonAsync(HttpContext http, string prompt, string? model)
    {
        http.Response.ContentType = "application/json";
        var filler = new string('x', Number(prompt, "bytes:", 0));
        return http.Response.WriteAsync(
            $$$"""{"id":"c","model":"{{{model}}}","choices":[{"index":0,"message":{"role":"assistant","content":"{{{Name}}}{{{filler}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":3}},"timings":{"queue_ms":1,"prefill_ms":2,"decode_ms":3,"time_to_first_token_ms":4,"tokens_per_second":5,"cached_tokens":3}}""",
            http.RequestAborted);
    }

    private static async Task SendAsync(HttpContext http, string line)
    {
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(line + "\n\n"), http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    private static Task ErrorAsync(HttpContext http, int status, string code)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(JsonSerializer.Serialize(new { error = new { message = $"status {status}", type = "t", code } }));
    }

    private static int Number(string text, string name, int otherwise)
    {
        var at = text.IndexOf(name, StringComparison.Ordinal);
        return at < 0 ? otherwise : int.Parse(string.Concat(text[(at + name.Length)..].TakeWhile(char.IsAsciiDigit)), System.Globalization.CultureInfo.InvariantCulture);
    }
}
