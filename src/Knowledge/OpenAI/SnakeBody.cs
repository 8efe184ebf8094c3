using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Onebox.Kernel;
using Onebox.Kernel.Wording;

namespace Onebox.Knowledge.OpenAI;

/// <summary>Reads the bodies of OpenAI's shapes: snake_case, errors in sentences.</summary>
internal static class SnakeBody
{
    /// <exception cref="ProblemException"><c>request.malformed</c>.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext http, CancellationToken cancellation)
        where T : class
    {
        try
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, cancellation);
            return Read<T>(body.GetBuffer().AsSpan(0, (int)body.Length));
        }
        catch (InvalidOperationException error)
        {
            throw new Problem(ProblemKind.Invalid, "request.malformed", "The body holds a string that is not valid Unicode.").ToException(error);
        }
        catch (JsonException error)
        {
            throw new Problem(ProblemKind.Invalid, "request.malformed", $"The body cannot be read: {JsonFault.Of(error)}.").ToException(error);
        }
    }

    private static T Read<T>(ReadOnlySpan<byte> body)
        where T : class
    {
        // Half a surrogate pair in a part that is only looked at later would be found there.
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) _ = reader.GetString();
        return JsonSerializer.Deserialize<T>(body, VectorStoreJson.Options) ?? throw new JsonException("it is null");
    }
}
