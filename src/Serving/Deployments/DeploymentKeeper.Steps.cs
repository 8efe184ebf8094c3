using Onebox.Api.Deployments;
using Onebox.Kernel;
using Onebox.Serving.Routing;
using Onebox.Serving.Store;

namespace Onebox.Serving.Deployments;

internal sealed partial class DeploymentKeeper
{
    private async Task StartAsync(DeploymentRecord record, CancellationToken stop)
    {
        try
        {
            var replica = await tools.Start.RunAsync(record, stop);
            var kept = new KeptReplica(replica, tools.Clock.GetTimestamp());
            _replicas.Add(kept);
            kept.Watch(tools.Watch, () => Nudge());
            _noRoom = null;
        }
        catch (ProblemException error) when (error.Problem.Kind == ProblemKind.Insufficient)
        {
            NotStarted(record.Name, error.Problem.Detail);
            _noRoom = error.Problem;
            BackOff();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            var problem = (error as ProblemException)?.Problem
                ?? new Problem(ProblemKind.Internal, "replica.not_started", $"The replica could not be started by a fault of the box: {error.Message}", "Try again; if it fails again, report it with the box's log.");
            NotStarted(record.Name, problem.Detail);
            _trouble = problem.Detail;
            BackOff();
            if (record.ReadyGeneration < record.Generation) await GiveUpAsync(record, null, problem);
        }
    }

    /// <summary>Takes the replica from requests at once; it ends when its own are finished.</summary>
    private void Drain(KeptReplica kept)
    {
        kept.Replica.Stage = ReplicaStage.Draining;
        kept.Ending = EndAsync(kept, Options.DrainLimit);
    }

    private void Lose(KeptReplica kept)
    {
        ReplicaLost(kept.Replica.Id, kept.Replica.Reason);
        _trouble = kept.Replica.Reason;
        BackOff();
        Drain(kept);
    }

    /// <summary>This generation has never answered: back to the one before, or failed.</summary>
    private async Task GiveUpAsync(DeploymentRecord record, KeptReplica? failed, Problem? problem = null)
    {
        problem ??= failed?.Replica.Failure ?? _noRoom!;
        GaveUp(record.Name, record.Generation, problem.Detail);
        if (failed is not null) Drain(failed);
        var generation = record.Generation;
        var failing = false;
        await tools.Store.ChangeAsync(id, r =>
        {
            failing = r.Generation == generation;
            if (!failing) return;
            r.Fail(generation, problem);
            if (!r.GoBack()) r.Wanted = false;
        });
        (_noRoom, _trouble, _losses, _startNotBefore) = (null, null, 0, 0);
        Volatile.Write(ref _recordChanged, true);
        // Another generation is wanted by now: of this one nobody waits to hear.
        if (failing) tools.Events.Publish(new DeploymentFailed(id, record.Name, problem.Detail));
    }

    private async Task EndAsync(KeptReplica kept, TimeSpan drainLimit)
    {
        kept.Replica.Stage = ReplicaStage.Draining;
        await tools.End.RunAsync(kept, drainLimit);
        Volatile.Write(ref _roomFreed, true);
        Nudge();
    }

    /// <summary>Forgets the replicas that have ended; what was refused for want of room may be asked for again.</summary>
    private void Tidy()
    {
        foreach (var ended in _replicas.Where(r => r.Ended)) ended.Dispose();
        _replicas.RemoveAll(r => r.Ended);
        if (!Interlocked.Exchange(ref _roomFreed, false)) return;
        if (_noRoom is not null) (_noRoom, _startNotBefore) = (null, 0);
    }

    private void BackOff()
    {
        var wait = Min(Options.FirstRetry * Math.Pow(2, Math.Min(_losses++, 20)), Options.LongestRetry);
        _startNotBefore = tools.Clock.GetTimestamp() + (long)(wait.TotalSeconds * tools.Clock.TimestampFrequency);
    }

    /// <summary>How long without a request until the replicas are unloaded; null: never, or there are none.</summary>
    private TimeSpan? IdleAfter(DeploymentRecord record) =>
        record is { Wanted: true, Unloaded: false } && _replicas.Exists(r => r.Replica.Stage == ReplicaStage.Ready) && record.ReadSettings().IdleUnloadSeconds is { } seconds
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private async Task<DeploymentRecord> SleepOrWakeAsync(DeploymentRecord record, UpstreamGroup group)
    {
        var wake = Interlocked.Exchange(ref _wakeUp, false);
        if (record.Unloaded && (wake || group.Waiting > 0))
        {
            group.Touch();
            return await tools.Store.ChangeAsync(id, r => r.Unloaded = false) ?? record;
        }

        var busy = wake || group.Waiting > 0 || _replicas.Exists(r => r.Replica.Upstream.Outstanding > 0 || r.Replica.Stage == ReplicaStage.Draining);
        if (IdleAfter(record) is { } idle && group.Unused >= idle && !busy) return await tools.Store.ChangeAsync(id, r => r.Unloaded = r.Wanted) ?? record;
        return record;
    }

    private DeploymentStatus Show(DeploymentRecord record, UpstreamGroup group)
    {
        var before = _live.Status.State;
        if (_replicas.Exists(r => r.Replica.Stage == ReplicaStage.Ready && r.Replica.Generation == record.Generation)) (_trouble, _losses) = (null, 0);
        var status = StatusOf.Deployment(record, [.. _replicas.Select(r => r.Replica)], _noRoom, _trouble);
        var now = tools.Clock.GetTimestamp();
        var loadingSince = _replicas.Where(r => r.Replica.Stage is ReplicaStage.Loading or ReplicaStage.Warming).Select(r => r.StartedAt).DefaultIfEmpty(now).Min();
        group.Publish(StatusOf.Group(status, tools.Clock.GetElapsedTime(loadingSince, now)));
        _live.Show(status);
        if (status.State == DeploymentState.Stopped && before != status.State) tools.Events.Publish(new DeploymentStopped(id, record.Name));
        return status;
    }

    /// <summary>Notes that a generation has answered, and that a replacement is done: there is no way back any more.</summary>
    private async Task<DeploymentRecord> ProveAsync(DeploymentRecord record, DeploymentStatus status)
    {
        var generation = record.Generation;
        var proven = record.ReadyGeneration < generation && status.Replicas.Any(r => r.Stage == ReplicaStage.Ready && r.Generation == generation);
        var done = record.Previous is not null && status is { Settled: true, State: DeploymentState.Ready };
        if (!proven && !done) return record;
        var current = false;
        var changed = await tools.Store.ChangeAsync(id, r =>
        {
            current = r.Generation == generation;
            if (!current) return;
            if (proven) r.ReadyGeneration = generation;
            if (done) r.Previous = null;
        });
        if (proven && current) tools.Events.Publish(new DeploymentReady(id, record.Name, record.ModelId, generation));
        Nudge();
        return changed ?? record;
    }
}
