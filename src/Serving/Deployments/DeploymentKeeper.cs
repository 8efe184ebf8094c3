using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Onebox.Kernel;
using Onebox.Kernel.Events;
using Onebox.Serving.Routing;
using Onebox.Serving.Store;

namespace Onebox.Serving.Deployments;

/// <summary>What a keeper works with.</summary>
internal sealed record KeeperTools(
    DeploymentStore Store, StartReplica Start, WatchReplica Watch, EndReplica End, Groups Groups, LiveDeployments Live, IEvents Events, IOptions<ServingOptions> Options, TimeProvider Clock, ILogger<DeploymentKeeper> Log);

/// <summary>
/// Keeps one deployment as its record wants it: one loop, one step at a time (<see cref="ReplicaPlan"/>), which shows how it stands after each.
/// Everything else about the deployment only writes the record and nudges.
/// </summary>
internal sealed partial class DeploymentKeeper(string id, KeeperTools tools)
{
    private readonly Nudge _nudges = new();
    private readonly List<KeptReplica> _replicas = [];
    private readonly LiveDeployment _live = tools.Live.Open(id);
    private readonly ILogger<DeploymentKeeper> _log = tools.Log;
    private DeploymentRecord? _record;
    private UpstreamGroup? _group;
    private bool _recordChanged = true;
    private bool _wakeUp;
    private bool _roomFreed;
    private Problem? _noRoom;
    private string? _trouble;
    private int _losses;
    private long _startNotBefore;

    private ServingOptions Options => tools.Options.Value;

    /// <summary>Look again: something has changed.</summary>
    /// <param name="record">The record has.</param>
    public void Nudge(bool record = false)
    {
        if (record) Volatile.Write(ref _recordChanged, true);
        _nudges.Give();
    }

    /// <summary>A request wants an unloaded deployment back.</summary>
    public void Wake()
    {
        Volatile.Write(ref _wakeUp, true);
        Nudge();
    }

    /// <summary>Keeps the deployment until it is deleted, or until the host ends: then its requests are finished and its replicas ended.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var deleted = false;
        try
        {
            while (!deleted)
            {
                stop.ThrowIfCancellationRequested();
                try
                {
                    deleted = !await TurnAsync(stop);
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    // The records cannot be read, say. The replicas go on answering meanwhile.
                    TurnFailed(error, id);
                    Volatile.Write(ref _recordChanged, true);
                    await Task.Delay(Options.LongestRetry, tools.Clock, stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _group?.Publish(new GroupView(Availability.Down, [], "the box is stopping."));
        }
        finally
        {
            await Task.WhenAll(_replicas.Select(r => EndAsync(r, Options.ShutdownDrainLimit)));
            if (deleted) Forget();
        }
    }

    /// <summary>One look, and one step or a pause. False once the deployment is deleted.</summary>
    private async Task<bool> TurnAsync(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _recordChanged, false)) _record = await tools.Store.FindAsync(id, stop);
        if (_record is not { } record) return false;
        var group = _group ??= OpenGroup(record);
        Tidy();
        record = await SleepOrWakeAsync(record, group);
        var status = Show(record, group);
        record = _record = await ProveAsync(record, status);
        if (!await StepAsync(record, stop)) await PauseAsync(record, group, stop);
        return true;
    }

    private UpstreamGroup OpenGroup(DeploymentRecord record)
    {
        var group = tools.Groups.Open(id, record.Name);
        group.Wake = Wake;
        group.Lost = upstream => _live.Status.Replicas.FirstOrDefault(r => r.Upstream == upstream)?.Look.Give();
        return group;
    }

    private void Forget()
    {
        if (_group is not null) tools.Groups.Close(_group.Name);
        _live.Show(DeploymentStatus.Unknown with { Settled = true });
        tools.Live.Close(id);
    }

    /// <summary>One step towards what is wanted. False: nothing to do until something changes.</summary>
    private async Task<bool> StepAsync(DeploymentRecord record, CancellationToken stop)
    {
        var step = ReplicaPlan.Next(new PlanInput
        {
            Wanted = record.Wanted && !record.Unloaded,
            Count = record.ReadSettings().Replicas,
            Generation = record.Generation,
            Proven = record.ReadyGeneration >= record.Generation,
            NoRoom = _noRoom is not null,
            Replicas = [.. _replicas.Select(r => r.Replica.ToPlan())],
        });
        switch (step.Verb)
        {
            case PlanVerb.Start when tools.Clock.GetTimestamp() < _startNotBefore:
                return false;
            case PlanVerb.Start:
                await StartAsync(record, stop);
                return true;
            case PlanVerb.Drain:
                Drain(Find(step));
                return true;
            case PlanVerb.Remove:
                Lose(Find(step));
                return true;
            case PlanVerb.GiveUp:
                await GiveUpAsync(record, step.ReplicaId is null ? null : Find(step));
                return true;
            default:
                return false;
        }
    }

    private KeptReplica Find(PlanStep step) => _replicas.Find(r => r.Replica.Id == step.ReplicaId)!;

    private async Task PauseAsync(DeploymentRecord record, UpstreamGroup group, CancellationToken stop)
    {
        var pause = Options.HealthEvery;
        if (_startNotBefore > tools.Clock.GetTimestamp()) pause = Min(pause, tools.Clock.GetElapsedTime(tools.Clock.GetTimestamp(), _startNotBefore));
        if (IdleAfter(record) is { } idle) pause = Min(pause, idle - group.Unused);
        if (pause < TimeSpan.FromMilliseconds(1)) pause = TimeSpan.FromMilliseconds(1);
        await _nudges.WaitAsync(pause, tools.Clock, stop);
        // Room may have come without a word to us: ask the pool again once the pause is over.
        if (_noRoom is not null && tools.Clock.GetTimestamp() >= _startNotBefore) _noRoom = null;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(Level = LogLevel.Error, Message = "The keeper of deployment {Id} failed and tries again")]
    private partial void TurnFailed(Exception error, string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A replica of deployment {Name} could not be started: {Reason}")]
    private partial void NotStarted(string name, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Replica {Id} was lost: {Reason}")]
    private partial void ReplicaLost(string id, string? reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {Generation} of deployment {Name} does not come up: {Reason}")]
    private partial void GaveUp(string name, int generation, string reason);
}
