using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Onebox.Kernel;
using Onebox.Serving.Contract;
using Onebox.Serving.OpenAI;
using Onebox.Serving.Worker.Loading;
using Onebox.Serving.Worker.Streaming;

namespace Onebox.Serving.Worker;

/// <summary>Every request comes in here, and every failure becomes OpenAI's error shape here.</summary>
internal sealed partial class WorkerEdge(ModelSlot slot, WorkerSettings settings, TimeProvider clock, ILogger<WorkerEdge> log)
{
    private readonly InFlight _inFlight = new();

    public Task IdleAsync() => _inFlight.IdleAsync();

    public async Task HandleAsync(HttpContext http)
    {
        using var counted = _inFlight.Enter();
        try
        {
            await RouteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to tell.
        }
        catch (Exception error)
        {
            var problem = RequestFaults.ToProblem(error);
            if (problem.Kind == ProblemKind.Internal) Fault(log, error, http.Request.Path.Value, http.Request.Headers[WorkerHeaders.Request]);
            await TellAsync(http, problem);
        }
    }

    private Task RouteAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (path == "/health") return Task.CompletedTask;
        if (path == "/state") return StateAnswer.WriteAsync(http, slot);
        if (!WorkerRoutes.Table.TryGetValue(path, out var route))
            throw new Problem(ProblemKind.NotFound, "unknown_url", $"There is no endpoint {http.Request.Method} {path}.", $"There are: {string.Join(", ", WorkerRoutes.Table.Keys.Order(StringComparer.Ordinal))}.").ToException();
        if (http.Request.Method != route.Method)
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            http.Response.Headers.Allow = route.Method;
            return Task.CompletedTask;
        }

        return route.Answer(new WorkerCall(http, slot.Take(), clock));
    }

    private async Task TellAsync(HttpContext http, Problem problem)
    {
        try
        {
            if (http.Response.HasStarted) await EventStream.BreakAsync(http, problem);
            else await OpenAIErrors.WriteAsync(http, problem);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The client went while it was told.
            Untold(log, settings.Name, error.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request to {Path} failed ({Request})")]
    private static partial void Fault(ILogger log, Exception error, string? path, string? request);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Name}: a client left before its error was told: {Reason}")]
    private static partial void Untold(ILogger log, string name, string reason);
}
