using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Onebox.Kernel.Wording;
using Onebox.Serving.OpenAI;

namespace Onebox.Serving.Worker.Requests;

/// <summary>A request's body as JSON that is known to be well-formed down to the last character of its strings.</summary>
internal sealed class RequestJson : IDisposable
{
    /// <summary>The host holds to a limit of its own, which its owner can change; this one only bounds memory.</summary>
    private const int MostBytes = 256 * 1024 * 1024;

    private const int MostDepth = 128;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MostDepth, AllowDuplicateProperties = false };

    private readonly RequestBody _body;
    private readonly JsonDocument _document;

    private RequestJson(RequestBody body, JsonDocument document) => (_body, _document) = (body, document);

    public Fields Fields => new(_document.RootElement);

    /// <exception cref="Kernel.ProblemException"><c>request.malformed</c> or <c>request.too_large</c>.</exception>
    public static async Task<RequestJson> ReadAsync(HttpContext http)
    {
        var body = await RequestBody.ReadAsync(http.Request, MostBytes, http.RequestAborted);
        try
        {
            return new RequestJson(body, Parse(body.Bytes));
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _document.Dispose();
        _body.Dispose();
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span)) throw OpenAIErrors.Malformed("The body is not UTF-8.");
        try
        {
            var document = JsonDocument.Parse(bytes, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                document.Dispose();
                throw OpenAIErrors.Malformed("The body must be a JSON object.");
            }

            if (bytes.Span.IndexOf("\\u"u8) >= 0) CheckEscapes(bytes.Span);
            return document;
        }
        catch (JsonException error)
        {
            throw OpenAIErrors.Malformed($"The body is not JSON: {JsonFault.Of(error)}.");
        }
    }

    /// <summary>The parser lets half a surrogate pair pass; reading such a string would throw at some later place.</summary>
    private static void CheckEscapes(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MostDepth });
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped) continue;
            try
            {
                _ = reader.GetString();
            }
            catch (InvalidOperationException)
            {
                throw OpenAIErrors.Malformed("The body has a string with half a surrogate pair (\\ud800 to \\udfff).");
            }
        }
    }
}
