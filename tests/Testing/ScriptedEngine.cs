using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Onebox.Testing;

/// <summary>A request to a <see cref="ScriptedEngine"/>.</summary>
/// <param name="Path"><c>/v1/completions</c>.</param>
public sealed record ScriptedRequest(string Path, JsonNode Body)
{
    public string Model => (string?)Body["model"] ?? "";

    /// <summary>The last message's text, or the prompt's.</summary>
    public string Text => (string?)Body["messages"]?.AsArray()[^1]?["content"] ?? (Body["prompt"] is JsonValue prompt ? prompt.ToString() : "");

    /// <summary>The prompts of a request for completions.</summary>
    public IReadOnlyList<string> Prompts => Body["prompt"] is JsonArray several ? [.. several.Select(p => p!.ToString())] : [Body["prompt"]!.ToString()];
}

/// <summary>Stands in for an OpenAI-compatible server elsewhere: a real HTTP server on this machine whose answers the test writes.</summary>
public sealed class ScriptedEngine : IAsyncDisposable
{
    private readonly LocalServer _server;

    private ScriptedEngine(LocalServer server, ConcurrentQueue<ScriptedRequest> received) => (_server, Received) = (server, received);

    public ConcurrentQueue<ScriptedRequest> Received { get; }

    public string Address => _server.Address;

    /// <param name="answer">Status and JSON of each answer; may wait.</param>
    public static async Task<ScriptedEngine> StartAsync(Func<ScriptedRequest, Task<(int Status, string Json)>> answer)
    {
        var received = new ConcurrentQueue<ScriptedRequest>();
        return new ScriptedEngine(await LocalServer.StartAsync(Map), received);

        void Map(WebApplication app)
        {
            app.MapGet("/v1/models", () => Results.Content("""{"object":"list","data":[{"id":"scripted","object":"model"}]}""", "application/json"));
            app.MapPost("/v1/{**path}", async (HttpContext http) =>
            {
                var request = new ScriptedRequest(http.Request.Path, (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!);
                received.Enqueue(request);
                var (status, json) = await answer(request).WaitAsync(http.RequestAborted);
                http.Response.StatusCode = status;
                http.Response.ContentType = "application/json";
                await http.Response.WriteAsync(json, http.RequestAborted);
            });
        }
    }

    public static (int Status, string Json) Chat(string text, string finish = "stop", int tokens = 3) => (200, new JsonObject
    {
        ["object"] = "chat.completion",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text }, ["finish_reason"] = finish }),
        ["usage"] = Usage(tokens),
    }.ToJsonString());

    public static (int Status, string Json) Completion(string text, string finish = "stop", int tokens = 3) => (200, new JsonObject
    {
        ["object"] = "text_completion",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["text"] = text, ["finish_reason"] = finish }),
        ["usage"] = Usage(tokens),
    }.ToJsonString());

    public static (int Status, string Json) Error(int status, string message, string? code = null) =>
        (status, new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["type"] = "BadRequestError", ["code"] = code } }.ToJsonString());

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static JsonObject Usage(int tokens) => new() { ["prompt_tokens"] = 5, ["completion_tokens"] = tokens, ["total_tokens"] = 5 + tokens };
}
