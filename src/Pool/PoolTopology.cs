using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;

namespace Onebox.Pool;

/// <summary>Holder → lease → slice → device → node, and holder → worker → lease.</summary>
internal sealed class PoolTopology(IPool pool) : ITopologySource
{
    public async ValueTask<Topology> ReadAsync(Caller caller, CancellationToken cancellation)
    {
        var now = await pool.ReadAsync(cancellation);
        List<TopologyNode> nodes = [];
        List<TopologyEdge> edges = [];
        foreach (var node in now.Nodes)
        {
            nodes.Add(new TopologyNode(node.Id, "node", node.Name));
            foreach (var device in node.Devices)
            {
                nodes.Add(new TopologyNode(device.Id, "device", device.Name, device.Facts.GetValueOrDefault("fault") ?? device.Kind));
                edges.Add(new TopologyEdge(device.Id, node.Id, "part of"));
            }
        }

        foreach (var lease in now.Leases)
        {
            nodes.Add(new TopologyNode(lease.Id, "lease", $"Lease of {lease.HolderName}"));
            edges.Add(new TopologyEdge(lease.HolderId, lease.Id, "holds"));
            for (var i = 0; i < lease.Slices.Count; i++)
            {
                var (id, slice) = ($"{lease.Id}/{i}", lease.Slices[i]);
                nodes.Add(new TopologyNode(id, "slice", slice.Bytes > 0 ? $"{Sizes.Text(slice.Bytes)} of {slice.DeviceKind}" : $"{slice.Compute:0.##} of {slice.DeviceKind}"));
                edges.Add(new TopologyEdge(lease.Id, id, "consists of"));
                edges.Add(new TopologyEdge(id, slice.DeviceId, "share of"));
            }
        }

        foreach (var worker in now.Workers.Where(w => w.State != "ended"))
        {
            nodes.Add(new TopologyNode(worker.Id, "worker", $"{worker.Kind} worker", worker.State));
            edges.Add(new TopologyEdge(worker.OwnerId, worker.Id, "runs"));
            edges.Add(worker.LeaseId is null ? new TopologyEdge(worker.Id, worker.NodeId, "runs on") : new TopologyEdge(worker.Id, worker.LeaseId, "runs on"));
        }

        return new Topology(nodes, edges);
    }
}
