using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Onebox.Api;
using Onebox.Api.OpenAI;
using Onebox.Kernel;

namespace Onebox.Serving.OpenAI;

/// <summary>Problems in OpenAI's error shape, as every endpoint under <c>/v1</c> answers them.</summary>
public static class OpenAIErrors
{
    /// <summary>Errors are read by people too; they are JSON by their content type and never part of a page.</summary>
    private static readonly OpenAIJson Readable = new(new JsonSerializerOptions(OpenAIJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes <paramref name="problem"/> as the whole answer; the response must not have started.</summary>
    public static Task WriteAsync(HttpContext http, Problem problem)
    {
        http.Response.StatusCode = problem.Status;
        http.Response.ContentType = "application/json";
        if (problem.RetryAfter is { } retry) http.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(retry.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return http.Response.Body.WriteAsync(Body(problem), http.RequestAborted).AsTask();
    }

    /// <summary><c>{"error":{"message","type","code","param"}}</c>, UTF-8.</summary>
    public static byte[] Body(Problem problem) =>
        JsonSerializer.SerializeToUtf8Bytes(new OpenAIErrorBody(ToError(problem)), Readable.OpenAIErrorBody);

    public static OpenAIError ToError(Problem problem) => new(
        problem.Remedy is null ? problem.Detail : $"{problem.Detail} {problem.Remedy}",
        problem.Kind switch
        {
            ProblemKind.Unauthenticated => "authentication_error",
            ProblemKind.Forbidden => "permission_error",
            ProblemKind.Busy => problem.Code == "quota.exceeded" ? "insufficient_quota" : "rate_limit_error",
            ProblemKind.Unavailable or ProblemKind.Insufficient or ProblemKind.Internal => "server_error",
            _ => "invalid_request_error",
        },
        problem.Code switch
        {
            "access.unauthenticated" or "access.credential_refused" => "invalid_api_key",
            "route.not_found" => "model_not_found",
            var code => code,
        },
        problem.Field);

    internal static ProblemException Malformed(string detail) =>
        new Problem(ProblemKind.Invalid, "request.malformed", detail).ToException();

    internal static ProblemException Invalid(string detail, string field) =>
        new Problem(ProblemKind.Invalid, "request.invalid", detail) { Field = field }.ToException();

    internal static ProblemException TooLarge(long limitBytes) =>
        new Problem(ProblemKind.TooLarge, "request.too_large", $"The body is larger than {limitBytes} bytes.", "Send less at once, or have the box's owner raise Onebox:Serving:MaxBodyBytes.").ToException();

    internal static ProblemException Encoded(string encoding) =>
        new Problem(ProblemKind.WrongMedia, "request.content_encoding", $"The body is encoded as '{Shorten(encoding)}'.", "Send it as it is, without Content-Encoding.").ToException();

    /// <summary>The same words whether the route is not there or not allowed, so that a key cannot feel out names.</summary>
    internal static Problem ModelNotFound(string model) =>
        new(ProblemKind.NotFound, "model_not_found", $"The model '{Shorten(model)}' does not exist, or this key may not use it.", "See /v1/models for those that are.") { Field = "model" };

    private static string Shorten(string text) => text.Length <= Names.MaxLength ? text : text[..Names.MaxLength] + "…";
}
