using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Onebox.Api.Deployments;
using Onebox.Kernel;
using Onebox.Serving.Contract;
using Onebox.Serving.InProcess;
using Onebox.Serving.OpenAI;

namespace Onebox.Serving.Forwarding;

/// <summary>What one try sends, and to whom.</summary>
internal sealed record Shipment(string Path, InferenceRequest Request, ReadOnlyMemory<byte> Body, RouteTarget Target, Upstream Upstream);

/// <summary>Sends a request to one upstream and its answer to the client; see ADR 0090 for why it is not a general proxy.</summary>
internal sealed class Forwarder(IOptions<ServingOptions> options, TimeProvider clock)
{
    /// <exception cref="OperationCanceledException">The client has left. The upstream's connection is closed, which ends its work.</exception>
    public async Task<Attempt> SendAsync(HttpContext http, Shipment shipment, RequestTrace trace)
    {
        // Trips when the client leaves, and when the engine is silent for too long.
        using var stop = new CancellationTokenSource(options.Value.SilenceLimit, clock);
        await using var leaving = http.RequestAborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), stop);
        Relay? relay = null;
        try
        {
            using var message = Message(http, shipment, trace);
            using var response = await shipment.Upstream.Http.SendAsync(message, stop.Token);
            if (Refusal(response, shipment) is { } refusal) return new Attempt(AttemptEnd.Refused, refusal);
            relay = new Relay(http, shipment, response, trace);
            await relay.RunAsync(() => stop.CancelAfter(options.Value.SilenceLimit), stop.Token);
            return Attempt.Answered;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            http.RequestAborted.ThrowIfCancellationRequested();
            var problem = stop.IsCancellationRequested ? ForwardingErrors.Silent(shipment.Target.Deployment, options.Value.SilenceLimit) : ForwardingErrors.Lost(shipment.Target.Deployment);
            if (relay is not { Started: true }) return new Attempt(AttemptEnd.Lost, problem);
            trace.Break();
            await relay.BreakAsync(ForwardingErrors.BrokenOff(shipment.Target.Deployment), http.RequestAborted);
            return Attempt.Answered;
        }
    }

    private static HttpRequestMessage Message(HttpContext http, Shipment shipment, RequestTrace trace)
    {
        var (path, request, body, target, upstream) = shipment;
        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(upstream.Address, path));
        if (upstream.Ours)
        {
            message.Headers.TryAddWithoutValidation(WorkerHeaders.Fairness, trace.Caller.FairnessKey);
            message.Headers.TryAddWithoutValidation(WorkerHeaders.Request, trace.Id);
            if (http.Features.Get<BackgroundRequest>() is not null) message.Headers.TryAddWithoutValidation(WorkerHeaders.Background, "1");
            if (target.Model is not null) message.Headers.TryAddWithoutValidation(WorkerHeaders.Adapter, target.Model);
        }
        else
        {
            if (upstream.Bearer is not null) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", upstream.Bearer);
            // Usage has to be counted whether the client asks for it or not; responses tell it anyway.
            var askUsage = request is { Stream: true, IncludeUsage: false } && path != OpenAIEndpoints.Responses;
            body = BodyEdits.Apply(body.Span, request, target.Model ?? request.Model, askUsage);
        }

        message.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return message;
    }

    /// <summary>The statuses that say something about this upstream, and not about the request.</summary>
    private static Problem? Refusal(HttpResponseMessage response, Shipment shipment)
    {
        var retry = response.Headers.RetryAfter?.Delta;
        return response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => ForwardingErrors.Full(shipment.Target.Deployment, retry),
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway => ForwardingErrors.NotReady(shipment.Target.Deployment, retry),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when !shipment.Upstream.Ours => ForwardingErrors.EngineKey(shipment.Target.Deployment),
            _ => null,
        };
    }

    /// <summary>One answer on its way to the client, as a stream or as JSON.</summary>
    private sealed class Relay
    {
        private readonly HttpContext _http;
        private readonly HttpResponseMessage _response;
        private readonly EventRelay? _events;
        private readonly AnswerRelay? _answer;

        public Relay(HttpContext http, Shipment shipment, HttpResponseMessage response, RequestTrace trace)
        {
            (_http, _response) = (http, response);
            trace.Status = (int)response.StatusCode;
            if (response.Headers.TryGetValues(WorkerHeaders.PromptTokens, out var counts) && int.TryParse(counts.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var tokens)) trace.Facts.PromptTokens = tokens;
            if (response.Content.Headers.ContentType?.MediaType == "text/event-stream") _events = new EventRelay(http, trace, shipment.Request.IncludeUsage, Start);
            else _answer = new AnswerRelay(http, trace, Start);
        }

        public bool Started => _events?.Started ?? _answer!.Started;

        public async Task RunAsync(Action alive, CancellationToken cancellation)
        {
            await using var body = await _response.Content.ReadAsStreamAsync(cancellation);
            if (_events is not null) await _events.RunAsync(body, alive, cancellation);
            else await _answer!.RunAsync(body, alive, cancellation);
        }

        /// <summary>Ends an answer that cannot be finished so that the client can tell: by an event, or by cutting the connection.</summary>
        public Task BreakAsync(Problem problem, CancellationToken cancellation)
        {
            if (_events is not null) return _events.BreakAsync(problem, cancellation);
            _http.Abort();
            return Task.CompletedTask;
        }

        private void Start()
        {
            _http.Response.StatusCode = (int)_response.StatusCode;
            _http.Response.ContentType = _response.Content.Headers.ContentType?.ToString() ?? "application/json";
            if (_events is null) return;
            _http.Response.Headers.CacheControl = "no-cache";
            _http.Response.Headers["X-Accel-Buffering"] = "no";
        }
    }
}
