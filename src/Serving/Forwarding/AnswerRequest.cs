using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Serving.InProcess;
using Onebox.Serving.OpenAI;
using Onebox.Serving.Requests;
using Onebox.Serving.Routing;

namespace Onebox.Serving.Forwarding;

/// <summary>The life of a request under <c>/v1</c>: read → route → quota → target → replica → forward → count and note.</summary>
internal sealed partial class AnswerRequest(
    RouteTable routes, TakeToUpstream take, IUsage usage, RequestLog requests, ServingMetrics metrics, IOptions<ServingOptions> options, Ids ids, TimeProvider clock, ILogger<AnswerRequest> log)
{
    /// <param name="path">The endpoint, which is the same at the upstream.</param>
    public async Task HandleAsync(HttpContext http, string path)
    {
        var caller = http.Caller();
        var trace = new RequestTrace(ids.New(ResourceKinds.Request), path, caller, clock);
        var isFronted = false;
        http.Response.Headers["X-Request-Id"] = trace.Id;
        try
        {
            using var body = await RequestBody.ReadAsync(http.Request, options.Value.MaxBodyBytes, http.RequestAborted);
            var request = InferenceRequest.Read(body.Bytes.Span);
            var route = caller.MayUseRoute(request.Model) ? routes.Find(request.Model) : null;
            if (route is null) throw OpenAIErrors.ModelNotFound(request.Model).ToException();
            trace.Route = route.Name;
            if (FrontOf(http, path, route.Name, body.Bytes) is { } front)
            {
                // What it asks of the route's models is counted and noted as requests of their own.
                isFronted = true;
                await front.AnswerAsync(http, path, route.Name, body.Bytes);
                return;
            }

            if (await usage.TryBeginAsync(caller, route.Name, http.RequestAborted) is { } refused) throw refused.ToException();
            await take.RunAsync(http, path, request, body.Bytes, route, trace);
        }
        catch (ProblemException error) when (!http.Response.HasStarted)
        {
            trace.Fail(error.Problem);
            await OpenAIErrors.WriteAsync(http, error.Problem);
        }
        catch (Exception error) when (http.RequestAborted.IsCancellationRequested && error is OperationCanceledException or IOException or BadHttpRequestException)
        {
            trace.Cancel(http.Response.HasStarted);
        }
        catch (Exception error) when (!http.Response.HasStarted)
        {
            var problem = error is BadHttpRequestException bad
                ? new Problem(ProblemKind.Invalid, "request.malformed", bad.Message)
                : new Problem(ProblemKind.Internal, "internal", "The request failed by a fault of the box.", $"Report it with the request's id {trace.Id}.");
            if (problem.Kind == ProblemKind.Internal) Failed(error, trace.Id);
            trace.Fail(problem);
            await OpenAIErrors.WriteAsync(http, problem);
        }
        catch (Exception error)
        {
            // The answer has begun and cannot be mended: cut it, so that the client does not take it for whole.
            Failed(error, trace.Id);
            trace.Break();
            http.Abort();
        }
        finally
        {
            if (!isFronted) Note(caller, trace);
        }
    }

    private static IRouteFront? FrontOf(HttpContext http, string path, string route, ReadOnlyMemory<byte> body) =>
        http.Features.Get<InProcessRequest>() is null ? http.RequestServices.GetServices<IRouteFront>().FirstOrDefault(f => f.Takes(path, route, body)) : null;

    private void Note(Caller caller, RequestTrace trace)
    {
        var record = trace.ToRecord();
        var tokens = (long)record.PromptTokens + record.GeneratedTokens;
        if (tokens > 0) usage.Record(caller, trace.Route, tokens);
        metrics.Ended(record);
        requests.Add(record);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {Id} failed")]
    private partial void Failed(Exception error, string id);
}
