using System.Globalization;
using Microsoft.AspNetCore.Http;
using Onebox.Kernel.Access;
using Onebox.Serving.Forwarding;

namespace Onebox.Serving.InProcess;

/// <summary>Marks a request that only the engine's idle time is for.</summary>
internal sealed record BackgroundRequest
{
    public static BackgroundRequest Instance { get; } = new();
}

/// <summary>Marks a request of another module of this box: it is meant for the route's models themselves.</summary>
internal sealed record InProcessRequest
{
    public static InProcessRequest Instance { get; } = new();
}

/// <summary>A request of another module of this box: the way of every client's, without the wire.</summary>
internal sealed class AskInProcess(AnswerRequest answer, IServiceProvider services)
{
    public async Task<ServedAnswer> RunAsync(string path, ReadOnlyMemory<byte> body, Caller caller, bool background, CancellationToken cancellation)
    {
        using var received = new MemoryStream();
        var (status, retry) = await RunAsync(path, body, caller, background, received, cancellation);
        return new ServedAnswer(status, received.GetBuffer().AsMemory(0, (int)received.Length), retry);
    }

    /// <param name="to">Gets the answer's bytes as they come.</param>
    public async Task<(int Status, TimeSpan? RetryAfter)> RunAsync(string path, ReadOnlyMemory<byte> body, Caller caller, bool background, Stream to, CancellationToken cancellation)
    {
        using var sent = new MemoryStream(body.ToArray(), writable: false);
        var http = new DefaultHttpContext { RequestServices = services, RequestAborted = cancellation };
        http.Features.Set(caller);
        http.Features.Set(InProcessRequest.Instance);
        if (background) http.Features.Set(BackgroundRequest.Instance);
        (http.Request.Method, http.Request.Path, http.Request.Body) = (HttpMethods.Post, path, sent);
        (http.Request.ContentType, http.Request.ContentLength) = ("application/json", body.Length);
        http.Response.Body = to;
        await answer.HandleAsync(http, path);
        await http.Response.CompleteAsync();
        cancellation.ThrowIfCancellationRequested();
        var retry = int.TryParse(http.Response.Headers.RetryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        return (http.Response.StatusCode, retry);
    }
}
