using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Onebox.Serving.OpenAI;

namespace Onebox.Serving.Deployments;

/// <summary>
/// Sends a fresh engine its first request, so that no client pays for pages and kernels that are touched for the first time, and so that
/// an engine that cannot answer at all never gets a client's request.
/// </summary>
internal sealed partial class WarmUp(TimeProvider clock, ILogger<WarmUp> log)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <returns>False when the engine did not answer: it died, or has a fault.</returns>
    public async Task<bool> RunAsync(Replica replica, CancellationToken stop)
    {
        if (Request(replica.Model?.Capabilities ?? []) is not { } request) return true;
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://worker{request.Path}"))
            {
                Content = new StringContent(request.Body, new MediaTypeHeaderValue("application/json")),
            };
            using var response = await replica.Worker.Http.SendAsync(message, either.Token);
            await response.Content.CopyToAsync(Stream.Null, either.Token);
            // What it refuses as the client's fault it has understood: it is warm enough.
            if ((int)response.StatusCode < 500) return true;
            Failed(replica.Id, (int)response.StatusCode);
            return false;
        }
        catch (Exception error) when (!stop.IsCancellationRequested && error is HttpRequestException or IOException or OperationCanceledException)
        {
            Failed(replica.Id, 0);
            return false;
        }
    }

    private static (string Path, string Body)? Request(IReadOnlyList<string> capabilities) =>
        capabilities.Contains("completions") ? (OpenAIEndpoints.Completions, """{"model":"warm-up","prompt":"Hello","max_tokens":1,"temperature":0}""")
        : capabilities.Contains("chat") ? (OpenAIEndpoints.Chat, """{"model":"warm-up","messages":[{"role":"user","content":"Hello"}],"max_tokens":1,"temperature":0}""")
        : capabilities.Contains("embeddings") ? (OpenAIEndpoints.Embeddings, """{"model":"warm-up","input":"Hello"}""")
        : capabilities.Contains("rerank") ? (OpenAIEndpoints.Rerank, """{"model":"warm-up","query":"Hello","documents":["Hello"]}""")
        : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The warm-up of replica {Id} failed (status {Status})")]
    private partial void Failed(string id, int status);
}
