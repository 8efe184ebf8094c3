using System.Collections.Concurrent;

namespace Onebox.Pool.Running;

/// <summary>A process of ours as the inventory must know it.</summary>
/// <param name="Session">Its process id is its session and its group.</param>
internal sealed record RunningWorker(string WorkerId, string LeaseId, int Session, IReadOnlyList<LeasedSlice> Slices);

/// <summary>The workers of this node: those that live, and the last few that ended, so that people see why.</summary>
internal sealed class WorkerTable
{
    private const int EndedKept = 20;

    private readonly ConcurrentDictionary<string, Worker> _live = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Worker> _ended = new();

    public void Add(Worker worker) => _live[worker.Id] = worker;

    public void MoveToEnded(Worker worker)
    {
        if (!_live.TryRemove(worker.Id, out _)) return;
        _ended.Enqueue(worker);
        while (_ended.Count > EndedKept && _ended.TryDequeue(out var oldest)) oldest.Dispose();
    }

    /// <summary>For a worker that never ran.</summary>
    public void Forget(Worker worker) => _live.TryRemove(worker.Id, out _);

    public Worker? Find(string id) => _live.GetValueOrDefault(id);

    public IReadOnlyList<Worker> Live() => [.. _live.Values];

    public IReadOnlyList<Worker> All() => [.. _live.Values.Concat(_ended).OrderBy(w => w.Id, StringComparer.Ordinal)];

    public IReadOnlyList<RunningWorker> Running() =>
        [.. _live.Values.Select(w => w.ProcessId is { } id ? new RunningWorker(w.Id, w.Lease.Id, id, w.Lease.Slices) : null).OfType<RunningWorker>()];
}
