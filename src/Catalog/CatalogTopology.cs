using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;

namespace Onebox.Catalog;

/// <summary>The models in the graph of the box. Deployments point at them from their own module.</summary>
internal sealed class CatalogTopology(ICatalog catalog) : ITopologySource
{
    public async ValueTask<Topology> ReadAsync(Caller caller, CancellationToken cancellation)
    {
        var models = await catalog.ListAsync(cancellation);
        return new Topology([.. models.Select(m => new TopologyNode(m.Id, "model", m.Name, m.State.ToString().ToLowerInvariant()))], []);
    }
}
