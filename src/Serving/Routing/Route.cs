using Onebox.Api.Deployments;

namespace Onebox.Serving.Routing;

/// <summary>The public name that requests use as <c>model</c>, and where it leads.</summary>
internal sealed class Route(string id, string name, IReadOnlyList<RouteTarget> targets, DateTimeOffset createdAt, DateTimeOffset changedAt)
{
    private ulong _requests;

    public string Id { get; } = id;
    public string Name { get; } = name;
    public IReadOnlyList<RouteTarget> Targets { get; } = targets;
    public DateTimeOffset CreatedAt { get; } = createdAt;
    public DateTimeOffset ChangedAt { get; } = changedAt;

    public RouteInfo ToInfo() => new(Id, Name, Targets, ChangedAt);

    /// <summary>
    /// The target for the next request by weight, among those that can answer: first those that are ready or can be woken, then those that are
    /// coming, then any, so that the answer tells why.
    /// </summary>
    public RouteTarget Choose(Groups groups, ulong? sticky)
    {
        Span<int> weights = stackalloc int[Targets.Count];
        var number = Interlocked.Increment(ref _requests);
        if (!Weigh(groups, weights, static a => a is Availability.Ready or Availability.Idle)
            && !Weigh(groups, weights, static a => a == Availability.Coming)
            && !Weigh(groups, weights, static _ => true))
        {
            return Targets[0];
        }

        return Targets[TargetChoice.Choose(weights, number, sticky)];
    }

    private bool Weigh(Groups groups, Span<int> weights, Func<Availability, bool> counts)
    {
        var any = false;
        for (var i = 0; i < weights.Length; i++)
        {
            var availability = groups.Find(Targets[i].Deployment)?.View.Availability ?? Availability.Down;
            weights[i] = counts(availability) ? Targets[i].Weight : 0;
            any |= weights[i] > 0;
        }

        return any;
    }
}
