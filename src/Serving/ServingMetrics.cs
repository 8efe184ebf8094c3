using System.Diagnostics.Metrics;
using Onebox.Api.Deployments;
using Onebox.Serving.Routing;

namespace Onebox.Serving;

/// <summary>The meter <c>Onebox.Serving</c>.</summary>
internal sealed class ServingMetrics : IDisposable
{
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] };

    // What an engine elsewhere may call the end of an answer does not become a label.
    private static readonly HashSet<string?> Outcomes = ["stop", "length", "tool_calls", "cancelled", "error"];

    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _promptTokens;
    private readonly Counter<long> _cachedTokens;
    private readonly Counter<long> _generatedTokens;
    private readonly Histogram<double> _queue;
    private readonly Histogram<double> _prefill;
    private readonly Histogram<double> _decode;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<double> _total;
    private readonly Counter<long> _recordsDropped;
    private readonly Counter<long> _retries;

    public ServingMetrics(IMeterFactory meters, Groups groups)
    {
        _meter = meters.Create("Onebox.Serving");
        _requests = _meter.CreateCounter<long>("onebox.requests.ended", "{request}", "Requests by route, deployment, status and outcome");
        _promptTokens = _meter.CreateCounter<long>("onebox.requests.prompt_tokens", "{token}");
        _cachedTokens = _meter.CreateCounter<long>("onebox.requests.cached_tokens", "{token}", "Prompt tokens that were in the prefix cache");
        _generatedTokens = _meter.CreateCounter<long>("onebox.requests.generated_tokens", "{token}");
        _queue = _meter.CreateHistogram("onebox.requests.queue", "s", "Waiting in the engine's queue", advice: Seconds);
        _prefill = _meter.CreateHistogram("onebox.requests.prefill", "s", "Computing the prompt", advice: Seconds);
        _decode = _meter.CreateHistogram("onebox.requests.decode", "s", "Generating", advice: Seconds);
        _firstToken = _meter.CreateHistogram("onebox.requests.time_to_first_token", "s", advice: Seconds);
        _total = _meter.CreateHistogram("onebox.requests.duration", "s", "From the request's first byte to the answer's last", advice: Seconds);
        _recordsDropped = _meter.CreateCounter<long>("onebox.requests.records_dropped", "{record}", "Request records that the disk could not follow");
        _retries = _meter.CreateCounter<long>("onebox.requests.retries", "{request}", "Requests that were taken to another replica");
        _meter.CreateObservableGauge("onebox.deployments.outstanding", () => groups.All.Select(g => new Measurement<int>(g.View.Ready.Sum(u => u.Outstanding), Deployment(g.Name))), "{request}");
        _meter.CreateObservableGauge("onebox.deployments.waiting", () => groups.All.Select(g => new Measurement<int>(g.Waiting, Deployment(g.Name))), "{request}", "Requests that wait for a replica to come up");
        _meter.CreateObservableGauge("onebox.deployments.ready_replicas", () => groups.All.Select(g => new Measurement<int>(g.View.Ready.Count, Deployment(g.Name))), "{replica}");
    }

    public void Ended(RequestRecord request)
    {
        KeyValuePair<string, object?> route = new("route", request.Route), deployment = Deployment(request.Deployment);
        _requests.Add(1, route, deployment, new("status", request.Status), new("outcome", Outcomes.Contains(request.Outcome) ? request.Outcome : "other"));
        _total.Record(request.TotalMilliseconds / 1000, route, deployment);
        if (request.Status != 200) return;
        _promptTokens.Add(request.PromptTokens, route, deployment);
        _cachedTokens.Add(request.CachedTokens, route, deployment);
        _generatedTokens.Add(request.GeneratedTokens, route, deployment);
        _queue.Record(request.QueueMilliseconds / 1000, route, deployment);
        _prefill.Record(request.PrefillMilliseconds / 1000, route, deployment);
        _decode.Record(request.DecodeMilliseconds / 1000, route, deployment);
        _firstToken.Record(request.TimeToFirstTokenMilliseconds / 1000, route, deployment);
    }

    public void Retried(string route) => _retries.Add(1, new KeyValuePair<string, object?>("route", route));

    public void RecordsDropped() => _recordsDropped.Add(1);

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Deployment(string? name) => new("deployment", name);
}
