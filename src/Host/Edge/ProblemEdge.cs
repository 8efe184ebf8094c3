using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Onebox.Api;
using Onebox.Kernel;
using Onebox.Kernel.Records;
using Onebox.Kernel.Wording;
using Onebox.Serving.OpenAI;

namespace Onebox.Host.Edge;

/// <summary>Turns what is thrown into the caller's error format: OpenAI's shape under <c>/v1</c>, RFC 9457 problem details elsewhere. No stack trace gets out.</summary>
internal sealed partial class ProblemEdge(RequestDelegate next, IOptions<JsonOptions> json, ILogger<ProblemEdge> log)
{
    /// <summary>The console's page for addresses that are not there.</summary>
    private const string NotFoundPage = "/not-found";

    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            if (http.Response is { StatusCode: 404 or 405 or 415, HasStarted: false } && http.GetEndpoint() is not RouteEndpoint)
            {
                if (http.Request.IsForPage() && http.Request.Path != NotFoundPage) http.Response.Redirect(NotFoundPage);
                else await WriteAsync(http, NoSuchAddress(http));
            }
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone: there is nobody to tell.
            if (!http.Response.HasStarted) http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception error) when (!http.Response.HasStarted)
        {
            await WriteAsync(http, ProblemOf(error, http));
        }
    }

    private static Problem NoSuchAddress(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status405MethodNotAllowed => new Problem(ProblemKind.NoSuchMethod, "request.method_not_allowed", $"{http.Request.Path} does not take {http.Request.Method}{(http.Response.Headers.Allow is [{ } methods] ? $", only {methods}" : "")}.", "See /reference for what it takes."),
        StatusCodes.Status415UnsupportedMediaType => WrongMedia(http),
        _ => new Problem(ProblemKind.NotFound, "request.no_such_address", $"There is nothing at {http.Request.Path}.", "See /reference for all addresses."),
    };

    private static Problem WrongMedia(HttpContext http) => new(
        ProblemKind.WrongMedia, "request.content_type",
        string.IsNullOrEmpty(http.Request.ContentType) ? $"{http.Request.Path} takes a body of JSON, and its type was not said." : $"{http.Request.Path} does not take '{http.Request.ContentType}'.", "Send 'Content-Type: application/json'.");

    private Problem ProblemOf(Exception error, HttpContext http)
    {
        switch (error)
        {
            case ProblemException known:
                if (known.Problem.Kind == ProblemKind.Internal) Failed(error, http.Request.Method, http.Request.Path);
                return known.Problem;
            case BadHttpRequestException { InnerException: JsonException json }:
                return new Problem(ProblemKind.Invalid, "request.malformed", $"The body is not the JSON that {http.Request.Path} takes: {JsonFault.Of(json)}.", "See /reference for its fields.");
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } large:
                return new Problem(ProblemKind.TooLarge, "request.too_large", large.Message, "Send large files by /api/uploads.");
            case BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType }:
                return WrongMedia(http);
            case BadHttpRequestException bad:
                return new Problem(ProblemKind.Invalid, "request.malformed", BindingFault.Of(bad), "See /reference for what it takes.");
            case var full when RecordsFault.IsDiskFull(full):
                Failed(error, http.Request.Method, http.Request.Path);
                return RecordsFault.DiskFull;
            default:
                Failed(error, http.Request.Method, http.Request.Path);
                return new Problem(ProblemKind.Internal, "box.fault", "The box failed at this by a fault of its own.", $"Try again. The log has the reason under the trace {Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier}.");
        }
    }

    private async Task WriteAsync(HttpContext http, Problem problem)
    {
        var response = http.Response;
        var allow = response.Headers.Allow;
        response.Clear();
        response.StatusCode = problem.Status;
        if (problem.Kind == ProblemKind.NoSuchMethod) response.Headers.Allow = allow;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body && problem.Kind == ProblemKind.TooLarge) body.MaxRequestBodySize = 0;
        if (problem.RetryAfter is { } after) response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (problem.Kind == ProblemKind.Unauthenticated) response.Headers.WWWAuthenticate = "Bearer";
        if (http.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
        {
            await OpenAIErrors.WriteAsync(http, problem);
            return;
        }

        response.ContentType = "application/problem+json";
        var details = new ProblemDetails
        {
            Code = problem.Code,
            Title = TitleOf(problem.Kind),
            Status = problem.Status,
            Detail = problem.Detail,
            Remedy = problem.Remedy,
            Errors = problem.Errors,
            TraceId = Activity.Current?.TraceId.ToString(),
        };
        await JsonSerializer.SerializeAsync(response.Body, details, json.Value.SerializerOptions, http.RequestAborted);
    }

    private static string TitleOf(ProblemKind kind) => kind switch
    {
        ProblemKind.Invalid => "The request is not valid",
        ProblemKind.Unauthenticated => "Who are you?",
        ProblemKind.Forbidden => "Not allowed",
        ProblemKind.NotFound => "Not found",
        ProblemKind.NoSuchMethod => "Not for this method",
        ProblemKind.WrongMedia => "Not of a type that is taken",
        ProblemKind.Conflict => "Not possible now",
        ProblemKind.TooLarge => "Too large",
        ProblemKind.Corrupt => "Damaged or not what it claims to be",
        ProblemKind.Busy => "Too busy",
        ProblemKind.Unavailable => "Not ready",
        ProblemKind.Insufficient => "Not enough resources",
        _ => "A fault of the box",
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void Failed(Exception error, string method, string path);
}
