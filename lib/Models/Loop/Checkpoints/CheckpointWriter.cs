using System.Collections.Concurrent;
using System.Diagnostics;

namespace Onebox.Models.Loop;

/// <summary>Writes snapshots on a thread of its own, one at a time. The run's thread gives them, and hears of the outcome when it asks.</summary>
internal sealed class CheckpointWriter : IDisposable
{
    private readonly WriteCheckpoint _write;
    private readonly StateSnapshot _snapshot;
    private readonly int _threads;
    private readonly BlockingCollection<(CheckpointManifest Manifest, TimeSpan Stall)> _jobs = new(boundedCapacity: 1);
    private readonly ConcurrentQueue<TrainingEvent> _outcomes = new();
    private readonly ManualResetEventSlim _idle = new(initialState: true);
    private readonly Thread _thread;

    public CheckpointWriter(WriteCheckpoint write, int threads, long? snapshotRoom)
    {
        _snapshot = new StateSnapshot(snapshotRoom);
        _write = write;
        _threads = threads;
        _thread = new Thread(Work) { IsBackground = true, Name = "training checkpoints" };
        _thread.Start();
    }

    /// <summary>Nothing is being written.</summary>
    public bool IsIdle => _idle.IsSet;

    /// <summary>Takes memory for snapshots before the first is due.</summary>
    public void Prepare(TrainedState state) => _snapshot.Prepare(state.Tensors);

    /// <summary>Copies the state and lets the thread write it. Where memory does not suffice for a copy, writes at once. Answers how long training stood.</summary>
    public TimeSpan Begin(TrainedState state, CheckpointManifest manifest)
    {
        _idle.Wait();
        var begin = Stopwatch.GetTimestamp();
        if (!_snapshot.Take(state.Tensors, _threads))
        {
            Write(state.Tensors, manifest, begin);
            return Stopwatch.GetElapsedTime(begin);
        }
        var stall = Stopwatch.GetElapsedTime(begin);
        _idle.Reset();
        _jobs.Add((manifest, stall));
        return stall;
    }

    /// <summary>Writes the live state while training stands: before a pause, and at the end.</summary>
    public void WriteNow(TrainedState state, CheckpointManifest manifest)
    {
        _idle.Wait();
        Write(state.Tensors, manifest, Stopwatch.GetTimestamp());
    }

    /// <summary>What became of earlier checkpoints.</summary>
    public bool TryHear(out TrainingEvent outcome) => _outcomes.TryDequeue(out outcome!);

    public void WaitUntilIdle() => _idle.Wait();

    private void Work()
    {
        foreach (var (manifest, stall) in _jobs.GetConsumingEnumerable())
        {
            Write(_snapshot.Tensors, manifest, stalled: stall);
            _idle.Set();
        }
    }

    private void Write(IReadOnlyList<StateTensor> tensors, CheckpointManifest manifest, long begin = 0, TimeSpan? stalled = null)
    {
        try
        {
            var written = _write.Run(tensors, manifest, stalled is null ? _threads : 1);
            _outcomes.Enqueue(new CheckpointWritten(manifest.State.Step, written.Name, written.Bytes, stalled ?? Stopwatch.GetElapsedTime(begin), written.Write, written.Verify));
        }
        catch (Exception e) when (e is IOException or TrainingException or UnauthorizedAccessException)
        {
            _outcomes.Enqueue(new CheckpointFailed(manifest.State.Step, e.Message));
        }
    }

    public void Dispose()
    {
        _jobs.CompleteAdding();
        _thread.Join();
        _snapshot.Dispose();
        _jobs.Dispose();
        _idle.Dispose();
    }
}
