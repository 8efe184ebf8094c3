using Onebox.Api.Deployments;
using Onebox.Kernel;
using Onebox.Serving.Routing;
using Onebox.Serving.Store;

namespace Onebox.Serving.Deployments;

/// <summary>Tells from the record and the replicas how a deployment stands: for people, and for requests.</summary>
internal static class StatusOf
{
    /// <param name="noRoom">The pool's refusal, while it stands.</param>
    /// <param name="trouble">Why the last replica was lost, while another is on its way.</param>
    public static DeploymentStatus Deployment(DeploymentRecord record, IReadOnlyList<Replica> replicas, Problem? noRoom, string? trouble)
    {
        var count = record.ReadSettings().Replicas;
        var ready = replicas.Count(r => r.Stage == ReplicaStage.Ready);
        var current = replicas.Count(r => r.Stage == ReplicaStage.Ready && r.Generation == record.Generation);
        var progress = replicas.Where(r => r.Stage is ReplicaStage.Loading or ReplicaStage.Warming).Max(r => r.LoadProgress);
        var (state, reason) = (record.Wanted, record.Unloaded, ready) switch
        {
            (false, _, _) when replicas.Count > 0 => (DeploymentState.Draining, null),
            (false, _, _) when record.FailedGeneration > 0 => (DeploymentState.Failed, Sentence(record.Failure!)),
            (false, _, _) => (DeploymentState.Stopped, null),
            (_, true, 0) => (DeploymentState.Idle, "Not loaded while nobody asks: the next request loads it."),
            (_, true, _) => (DeploymentState.Ready, null),
            (_, _, 0) when noRoom is not null && replicas.Count == 0 => (DeploymentState.Failed, Sentence(noRoom)),
            (_, _, 0) => (DeploymentState.Starting, replicas.Select(r => r.Reason).LastOrDefault(r => r is not null) ?? trouble),
            _ when ready < count => (DeploymentState.Degraded, noRoom is not null ? Sentence(noRoom) : trouble ?? $"{ready} of {count} replicas answer."),
            _ => (DeploymentState.Ready, FailedReplacement(record)),
        };
        var settled = record.Wanted && !record.Unloaded ? current == count && replicas.Count == count : replicas.Count == 0;
        return new DeploymentStatus(state, record.Generation, settled, reason, ready == 0 ? progress : null, [.. replicas], noRoom);
    }

    /// <param name="loading">For how long the replica that has come furthest has been loading.</param>
    public static GroupView Group(DeploymentStatus status, TimeSpan loading)
    {
        var ready = status.Replicas.Where(r => r.Stage == ReplicaStage.Ready).Select(r => r.Upstream).ToList();
        if (ready.Count > 0) return new GroupView(Availability.Ready, ready);
        return status.State switch
        {
            DeploymentState.Idle => new GroupView(Availability.Idle, [], status.Reason),
            DeploymentState.Starting or DeploymentState.Degraded => new GroupView(
                Availability.Coming, [], status.Reason, status.LoadProgress, Remaining(status.LoadProgress, loading), Replacing: status.Replicas.Any(r => r.Generation != status.Generation)),
            DeploymentState.Draining => new GroupView(Availability.Down, [], "it is being stopped."),
            _ => new GroupView(Availability.Down, [], status.Reason ?? "it is stopped."),
        };
    }

    private static TimeSpan? Remaining(double? progress, TimeSpan loading) =>
        progress is > 0.05 and < 1 ? loading * ((1 - progress.Value) / progress.Value) : null;

    private static string? FailedReplacement(DeploymentRecord record) =>
        record.FailedGeneration > record.Generation ? $"The last replacement failed and was taken back: {record.FailureDetail}" : null;

    private static string Sentence(Problem problem) => problem.Remedy is null ? problem.Detail : $"{problem.Detail} {problem.Remedy}";
}
