using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;
using Onebox.Serving.Deployments;
using Onebox.Serving.Engines;
using Onebox.Serving.Routing;
using Onebox.Serving.Store;

namespace Onebox.Serving;

/// <summary>Route → deployment or engine; deployment → model and replica; replica → worker and lease, which are Pool's.</summary>
internal sealed class ServingTopology(DeploymentStore store, LiveDeployments live, RouteTable routes, ExternalEngines engines) : ITopologySource
{
    public async ValueTask<Topology> ReadAsync(Caller caller, CancellationToken cancellation)
    {
        List<TopologyNode> nodes = [];
        List<TopologyEdge> edges = [];
        Dictionary<string, string> targets = new(StringComparer.Ordinal);
        foreach (var deployment in await store.ListAsync(cancellation))
        {
            targets[deployment.Name] = deployment.Id;
            var status = live.Open(deployment.Id).Status;
            nodes.Add(new TopologyNode(deployment.Id, "deployment", deployment.Name, Word(status.State)));
            edges.Add(new TopologyEdge(deployment.Id, deployment.ModelId, "serves"));
            foreach (var replica in status.Replicas)
            {
                nodes.Add(new TopologyNode(replica.Id, "replica", $"{deployment.Name} {replica.Generation}", Word(replica.Stage)));
                edges.Add(new TopologyEdge(deployment.Id, replica.Id, "consists of"));
                edges.Add(new TopologyEdge(replica.Id, replica.Worker.Id, "runs as"));
                edges.Add(new TopologyEdge(replica.Id, replica.Lease.Id, "holds"));
            }
        }

        foreach (var engine in engines.All)
        {
            targets[Groups.EnginePrefix + engine.Record.Name] = engine.Record.Id;
            nodes.Add(new TopologyNode(engine.Record.Id, "engine", engine.Record.Name, engine.Findings.Fault is null ? "ready" : "unreachable"));
        }

        foreach (var route in routes.All)
        {
            nodes.Add(new TopologyNode(route.Id, "route", route.Name));
            edges.AddRange(route.Targets.Where(t => targets.ContainsKey(t.Deployment)).Select(t => new TopologyEdge(route.Id, targets[t.Deployment], $"leads to ({t.Weight})")));
        }

        return new Topology(nodes, edges);
    }

    private static string Word<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLowerInvariant();
}
