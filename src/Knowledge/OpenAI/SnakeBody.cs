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
            return await JsonSerializer.DeserializeAsync<T>(http.Request.Body, VectorStoreJson.Options, cancellation) ?? throw new JsonException("it is null");
        }
        catch (JsonException error)
        {
            throw new Problem(ProblemKind.Invalid, "request.malformed", $"The body cannot be read: {JsonFault.Of(error)}.").ToException(error);
        }
    }
}
