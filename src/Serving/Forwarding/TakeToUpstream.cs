using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Onebox.Kernel;
using Onebox.Serving.InProcess;
using Onebox.Serving.OpenAI;
using Onebox.Serving.Routing;

namespace Onebox.Serving.Forwarding;

/// <summary>
/// Takes a request to a replica of its route, and to another one when the first dies or refuses before it has begun to answer. Waits while a
/// deployment is coming up or being replaced.
/// </summary>
internal sealed class TakeToUpstream(Groups groups, Forwarder forwarder, ServingMetrics metrics, IOptions<ServingOptions> options)
{
    private ulong _turn;

    /// <exception cref="ProblemException">Nothing answered; nothing was sent to the client.</exception>
    public async Task RunAsync(HttpContext http, string path, InferenceRequest request, ReadOnlyMemory<byte> body, Route route, RequestTrace trace)
    {
        List<Upstream> tried = [];
        Problem? last = null;
        var attempts = 0;
        while (true)
        {
            var target = route.Choose(groups, request.StickyHash);
            trace.Target = target.Deployment;
            var group = groups.Find(target.Deployment) ?? throw ForwardingErrors.Down(target.Deployment, "there is no such deployment.").ToException();
            group.Touch();
            var upstream = await EnterAsync(group, request.PrefixHash, tried, http.RequestAborted) ?? throw last!.ToException();
            trace.UpstreamId = upstream.Id;
            if (tried.Count > 0) metrics.Retried(route.Name);
            trace.Restart();
            var background = http.Features.Get<BackgroundRequest>() is null ? 0 : 1;
            group.CountBackground(background);
            Attempt attempt;
            try
            {
                attempt = await forwarder.SendAsync(http, new Shipment(path, request, body, target, upstream), trace);
            }
            finally
            {
                upstream.Leave();
                group.CountBackground(-background);
                group.Touch();
            }

            if (attempt.End == AttemptEnd.Answered) return;
            last = attempt.Problem!;
            tried.Add(upstream);
            if (attempt.End == AttemptEnd.Refused) continue;
            group.Lost(upstream);
            // A request that kills its worker must not go round and kill them all.
            if (++attempts >= options.Value.Attempts) throw last.ToException();
        }
    }

    /// <returns>The replica that now counts the request as its own; null when all have been tried.</returns>
    private async Task<Upstream?> EnterAsync(UpstreamGroup group, ulong prefix, List<Upstream> tried, CancellationToken cancellation)
    {
        var waited = false;
        while (true)
        {
            var view = group.View;
            switch (view.Availability)
            {
                case Availability.Ready:
                    var upstream = UpstreamChoice.Choose(view.Ready, prefix, options.Value.PrefixSlack, Interlocked.Increment(ref _turn), tried);
                    if (upstream is null) return null;
                    if (upstream.TryEnter()) return upstream;
                    // It began to drain between the look and the step in; the next view is without it.
                    await Task.Yield();
                    break;
                case Availability.Down:
                    if (tried.Count > 0) return null;
                    throw ForwardingErrors.Down(group.Name, view.Reason).ToException();
                default:
                    if (tried.Count > 0) return null;
                    if (waited) throw ForwardingErrors.Loading(group.Name, view.LoadProgress, view.Remaining).ToException();
                    waited = true;
                    var patience = view.Replacing ? options.Value.ReplacePatience : options.Value.LoadPatience;
                    if (!await group.WaitAsync(patience, options.Value.MaxWaiting, cancellation)) throw ForwardingErrors.TooManyWaiting(group.Name).ToException();
                    break;
            }
        }
    }
}
