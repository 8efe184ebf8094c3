namespace Onebox.Serving.Deployments;

internal enum ReplicaStage
{
    /// <summary>Its process starts, or starts again after a crash.</summary>
    Starting,
    Loading,

    /// <summary>Loaded; answers its first request, ours.</summary>
    Warming,
    Ready,
    Draining,
    Failed,
}

internal sealed record PlannedReplica(string Id, int Generation, ReplicaStage Stage);

/// <summary>What is wanted and what there is.</summary>
internal sealed record PlanInput
{
    public required bool Wanted { get; init; }

    /// <summary>Replicas wanted.</summary>
    public required int Count { get; init; }

    /// <summary>The generation that replicas should run.</summary>
    public required int Generation { get; init; }

    /// <summary>This generation has answered before: its faults are mended, not held against it.</summary>
    public required bool Proven { get; init; }

    /// <summary>The pool had no room for the last replica that was asked for, and nothing has become free since.</summary>
    public required bool NoRoom { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<PlannedReplica> Replicas { get; init; }
}

internal enum PlanVerb
{
    /// <summary>Nothing to do until something changes.</summary>
    Wait,
    Start,
    Drain,

    /// <summary>Clear a failed replica away.</summary>
    Remove,

    /// <summary>This generation does not come up: go back to the one before, or fail.</summary>
    GiveUp,
}

internal readonly record struct PlanStep(PlanVerb Verb, string? ReplicaId = null);

/// <summary>
/// The next step from what there is to what is wanted. A replacement starts new replicas before it drains old ones as long as the pool
/// has room, and one by one when it has not; as long as there was room, at least as many replicas as before are ready at every moment.
/// </summary>
internal static class ReplicaPlan
{
    public static PlanStep Next(PlanInput input)
    {
        var failed = input.Replicas.FirstOrDefault(r => r.Stage == ReplicaStage.Failed);
        if (failed is not null) return new(input.Wanted && !input.Proven && failed.Generation == input.Generation ? PlanVerb.GiveUp : PlanVerb.Remove, failed.Id);

        var alive = input.Replicas.Where(r => r.Stage != ReplicaStage.Draining).ToList();
        if (!input.Wanted) return alive.Count > 0 ? new(PlanVerb.Drain, alive[0].Id) : new(PlanVerb.Wait);

        var current = alive.Where(r => r.Generation == input.Generation).ToList();
        var old = alive.Where(r => r.Generation != input.Generation).ToList();
        var ready = current.Count(r => r.Stage == ReplicaStage.Ready);
        if (current.Count > input.Count) return new(PlanVerb.Drain, (current.FirstOrDefault(r => r.Stage != ReplicaStage.Ready) ?? current[^1]).Id);
        // An old replica that does not answer helps nobody, and its memory may help the new one.
        if (old.FirstOrDefault(r => r.Stage != ReplicaStage.Ready) is { } useless) return new(PlanVerb.Drain, useless.Id);
        if (ready > 0 && old.Count > 0 && ready + old.Count > input.Count) return new(PlanVerb.Drain, old[0].Id);
        return current.Count < input.Count ? Grow(input, current, old, ready) : new(PlanVerb.Wait);
    }

    private static PlanStep Grow(PlanInput input, List<PlannedReplica> current, List<PlannedReplica> old, int ready)
    {
        var loading = current.Count > ready;
        if (!input.NoRoom) return new(old.Count > 0 && loading ? PlanVerb.Wait : PlanVerb.Start);
        // Room is on its way, or what is loading comes first.
        if (loading || input.Replicas.Any(r => r.Stage == ReplicaStage.Draining)) return new(PlanVerb.Wait);
        if (old.Count > 0) return new(PlanVerb.Drain, old[0].Id);
        return new(input.Proven || current.Count > 0 ? PlanVerb.Wait : PlanVerb.GiveUp);
    }
}
