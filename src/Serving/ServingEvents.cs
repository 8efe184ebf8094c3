using Onebox.Api.Deployments;

namespace Onebox.Serving;

/// <summary>A deployment answers with this generation of its settings.</summary>
public sealed record DeploymentReady(string DeploymentId, string Name, string ModelId, int Generation);

/// <summary>A deployment could not come up, or lost its last replica.</summary>
public sealed record DeploymentFailed(string DeploymentId, string Name, string Reason);

public sealed record DeploymentStopped(string DeploymentId, string Name);

public sealed record DeploymentDeleted(string DeploymentId, string Name);

/// <summary>A route leads elsewhere from now on.</summary>
public sealed record RouteMoved(string RouteId, string Name, IReadOnlyList<RouteTarget> Targets);

public sealed record RouteDeleted(string RouteId, string Name);
