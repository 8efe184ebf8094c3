using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Onebox.Serving.Worker;

/// <summary>A JSON answer, written whole and then sent with its length.</summary>
internal sealed class JsonAnswer : IDisposable
{
    /// <summary>Letters of every script stay themselves; only what JSON must escape is escaped.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _bytes = new(1024);

    public JsonAnswer() => Json = new Utf8JsonWriter(_bytes, Options);

    public Utf8JsonWriter Json { get; }

    public async Task SendAsync(WorkerCall call)
    {
        await Json.FlushAsync(call.Gone);
        var response = call.Http.Response;
        response.ContentType = "application/json";
        response.ContentLength = _bytes.WrittenCount;
        await response.Body.WriteAsync(_bytes.WrittenMemory, call.Gone);
    }

    public void Dispose() => Json.Dispose();
}
