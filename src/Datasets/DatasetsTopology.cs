using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;

namespace Onebox.Datasets;

/// <summary>Datasets that the caller may read and what they were prepared from, for the one graph.</summary>
internal sealed class DatasetsTopology(Store.DatasetStore store) : ITopologySource
{
    public async ValueTask<Topology> ReadAsync(Caller caller, CancellationToken cancellation)
    {
        var versions = (await store.ListRecordsAsync(cancellation)).Where(v => Readers.Admit(Readers.Parse(v.Dataset!.Readers), caller)).ToList();
        var byReference = versions.ToDictionary(v => $"{v.Dataset!.Name}@{v.Number}", v => v.Id, StringComparer.Ordinal);
        return new Topology(
            [.. versions.Select(v => new TopologyNode(v.Id, "dataset", $"{v.Dataset!.Name}@{v.Number}", v.State.ToString().ToLowerInvariant()))],
            [.. versions.Where(v => v.PreparedFrom is not null && byReference.ContainsKey(v.PreparedFrom)).Select(v => new TopologyEdge(v.Id, byReference[v.PreparedFrom!], "prepared from"))]);
    }
}
