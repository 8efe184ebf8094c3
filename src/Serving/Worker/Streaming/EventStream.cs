using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Onebox.Kernel;
using Onebox.Serving.Contract;
using Onebox.Serving.OpenAI;

namespace Onebox.Serving.Worker.Streaming;

/// <summary>
/// Server-sent events written straight into the response's buffers: nothing is allocated per event. Headers go out with the first flush.
/// Not for several threads at once.
/// </summary>
internal sealed class EventStream : IDisposable
{
    private readonly HttpContext _http;
    private readonly PipeWriter _pipe;
    private readonly Utf8JsonWriter _json;

    /// <param name="promptTokens">Told in a header, so that they count also when the client leaves before the end.</param>
    public EventStream(HttpContext http, int promptTokens)
    {
        _http = http;
        _pipe = http.Response.BodyWriter;
        _json = new Utf8JsonWriter(_pipe, JsonAnswer.Options);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers[WorkerHeaders.PromptTokens] = promptTokens.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Begins an event; write one JSON value into what is returned, then <see cref="End"/>.</summary>
    /// <param name="name">Of the event, for streams that name theirs; empty for none.</param>
    public Utf8JsonWriter Begin(ReadOnlySpan<byte> name = default)
    {
        if (!name.IsEmpty)
        {
            _pipe.Write("event: "u8);
            _pipe.Write(name);
            _pipe.Write("\n"u8);
        }

        _pipe.Write("data: "u8);
        _json.Reset(_pipe);
        return _json;
    }

    public void End()
    {
        _json.Flush();
        _pipe.Write("\n\n"u8);
    }

    /// <summary>The event that ends OpenAI's older streams.</summary>
    public void Done() => _pipe.Write("data: [DONE]\n\n"u8);

    /// <summary>Sends what was written; waits when the client is slow.</summary>
    public async ValueTask FlushAsync()
    {
        var flushed = await _pipe.FlushAsync(_http.RequestAborted);
        if (flushed.IsCompleted) throw new OperationCanceledException(_http.RequestAborted);
    }

    /// <summary>Ends a stream that has begun with an error.</summary>
    public static async Task BreakAsync(HttpContext http, Problem problem)
    {
        var pipe = http.Response.BodyWriter;
        pipe.Write("data: "u8);
        pipe.Write(OpenAIErrors.Body(problem));
        pipe.Write("\n\n"u8);
        await pipe.FlushAsync(http.RequestAborted);
    }

    public void Dispose() => _json.Dispose();
}
