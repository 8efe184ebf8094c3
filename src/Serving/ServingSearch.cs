using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;
using Onebox.Serving.Deployments;
using Onebox.Serving.Engines;
using Onebox.Serving.Routing;
using Onebox.Serving.Store;

namespace Onebox.Serving;

/// <summary>Finds deployments, routes and engines by name, id and model.</summary>
internal sealed class ServingSearch(DeploymentStore store, LiveDeployments live, RouteTable routes, ExternalEngines engines) : ISearchSource
{
    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(string text, Caller caller, int limit, CancellationToken cancellation)
    {
        if (!caller.May(Actions.DeploymentsRead)) return [];
        var deployments = await store.ListAsync(cancellation);
        var hits = deployments.Select(d => new SearchHit(
                d.Id, "deployment", d.Name, $"{d.ModelName}, {live.Open(d.Id).Status.State}".ToLowerInvariant(), Best(text, d.Name, d.Id, d.ModelName), $"/deployments/{Uri.EscapeDataString(d.Name)}"))
            .Concat(routes.All.Select(r => new SearchHit(r.Id, "route", r.Name, string.Join(", ", r.Targets.Select(t => t.Deployment)), Best(text, r.Name, r.Id), "/routes")))
            .Concat(engines.All.Select(e => new SearchHit(e.Record.Id, "engine", e.Record.Name, e.Record.Url, Best(text, e.Record.Name, e.Record.Id, e.Record.Url), "/engines")));
        return [.. hits.Where(h => h.Score > 0).OrderByDescending(h => h.Score).Take(limit)];
    }

    private static double Best(string text, params ReadOnlySpan<string> candidates)
    {
        double best = 0;
        foreach (var candidate in candidates) best = Math.Max(best, SearchScore.Of(candidate, text));
        return best;
    }
}
