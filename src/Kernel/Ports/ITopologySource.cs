using Onebox.Kernel.Access;

namespace Onebox.Kernel.Ports;

/// <summary>Contributes a module's resources and how they hang together to the one graph of the box, as far as the one who looks may know of them.</summary>
public interface ITopologySource
{
    ValueTask<Topology> ReadAsync(Caller caller, CancellationToken cancellation);
}

/// <param name="Nodes">The resources this module owns.</param>
/// <param name="Edges">From what depends to what it depends on: task → worker → slice → device → node, and so on.</param>
public sealed record Topology(IReadOnlyList<TopologyNode> Nodes, IReadOnlyList<TopologyEdge> Edges);

public sealed record TopologyNode(string Id, string Kind, string Name, string? State = null);

public sealed record TopologyEdge(string From, string To, string Relation);
