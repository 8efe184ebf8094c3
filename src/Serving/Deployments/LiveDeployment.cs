using System.Collections.Concurrent;
using Onebox.Api.Deployments;
using Onebox.Kernel;
using Onebox.Serving.Store;

namespace Onebox.Serving.Deployments;

/// <summary>How a deployment stands at one moment; never changed, only replaced.</summary>
/// <param name="Generation">The generation that is wanted.</param>
/// <param name="Settled">Nothing is under way: all wanted replicas are ready, or none are left.</param>
/// <param name="NoRoom">The pool's refusal of a replica that is still wanted.</param>
internal sealed record DeploymentStatus(
    DeploymentState State,
    int Generation,
    bool Settled,
    string? Reason,
    double? LoadProgress,
    IReadOnlyList<Replica> Replicas,
    Problem? NoRoom = null)
{
    public static DeploymentStatus Unknown { get; } = new(DeploymentState.Stopped, 0, false, null, null, []);
}

/// <summary>What the keeper of a deployment shows to everybody else on this host.</summary>
internal sealed class LiveDeployment
{
    private DeploymentStatus _status = DeploymentStatus.Unknown;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DeploymentStatus Status => Volatile.Read(ref _status);

    /// <summary>Ends at the next change: take it before the look.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    public void Show(DeploymentStatus status)
    {
        Volatile.Write(ref _status, status);
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    public async Task<DeploymentStatus> WaitAsync(Func<DeploymentStatus, bool> condition, CancellationToken cancellation)
    {
        while (true)
        {
            var changed = Changed;
            if (Status is var status && condition(status)) return status;
            await changed.WaitAsync(cancellation);
        }
    }

    public DeploymentInfo ToInfo(DeploymentRecord record)
    {
        var status = Status;
        return new DeploymentInfo
        {
            Id = record.Id,
            Name = record.Name,
            ModelId = record.ModelId,
            ModelName = record.ModelName,
            State = status.State,
            Reason = status.Reason,
            LoadProgress = status.LoadProgress,
            // What was chosen for us shows as soon as a replica runs with it.
            Settings = status.Replicas.LastOrDefault(r => r.Generation == record.Generation)?.Settings ?? record.ReadSettings(),
            Replicas = [.. status.Replicas.Select(r => r.ToInfo())],
            CreatedAt = record.CreatedAt,
            Generation = record.Generation,
        };
    }
}

/// <summary>All deployments kept on this host, by id.</summary>
internal sealed class LiveDeployments
{
    private readonly ConcurrentDictionary<string, LiveDeployment> _all = new(StringComparer.Ordinal);

    public LiveDeployment Open(string id) => _all.GetOrAdd(id, static _ => new LiveDeployment());

    public void Close(string id) => _all.TryRemove(id, out _);
}
