using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Deployments;
using Onebox.Serving.Routing;

namespace Onebox.Serving.Store;

/// <summary>A route as it is kept.</summary>
internal sealed class RouteRecord
{
    public required string Id { get; set; }
    public required string Name { get; set; }

    /// <summary>As JSON, in one column: a route moves with one write.</summary>
    public required string Targets { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset ChangedAt { get; set; }

    public void Point(IReadOnlyList<RouteTarget> targets, DateTimeOffset at) =>
        (Targets, ChangedAt) = (JsonSerializer.Serialize(new PutRouteRequest(targets), ApiJson.Default.PutRouteRequest), at);

    public Route ToRoute() => new(Id, Name, JsonSerializer.Deserialize(Targets, ApiJson.Default.PutRouteRequest)!.Targets, CreatedAt, ChangedAt);
}
