using System.Collections.Concurrent;

namespace Onebox.Llama;

/// <summary>The one door between everybody's threads and the engine's.</summary>
internal sealed class EngineInbox
{
    private const int LongestGathering = 4;

    // A monitor, not an event handle: there is nothing to dispose under a reader that cancels long after the engine is gone.
    private readonly object _bell = new();
    private bool _rung;
    private int _cancellations;

    public ConcurrentQueue<Sequence> Submitted { get; } = new();
    public ConcurrentQueue<Action> Errands { get; } = new();
    public bool IsEmpty => Submitted.IsEmpty && Errands.IsEmpty;
    public volatile bool Stopping;
    public volatile bool Abandon;
    public volatile Exception? Failure;

    public void Submit(Sequence sequence)
    {
        Submitted.Enqueue(sequence);
        Ring();
    }

    public void Send(Action errand)
    {
        Errands.Enqueue(errand);
        Ring();
    }

    public void Cancel(Sequence sequence)
    {
        sequence.Cancelled = true;
        Interlocked.Increment(ref _cancellations);
        Ring();
    }

    public bool TakeCancellations() => Volatile.Read(ref _cancellations) != 0 && Interlocked.Exchange(ref _cancellations, 0) != 0;

    public void Stop(bool abandon)
    {
        Abandon |= abandon;
        Stopping = true;
        Ring();
    }

    public void Fail(Exception error)
    {
        Failure = error;
        Stopping = true;
    }

    /// <summary>Blocks the engine's thread until somebody has rung since the last time.</summary>
    public void Wait()
    {
        lock (_bell)
        {
            while (!_rung) Monitor.Wait(_bell);
            _rung = false;
        }
    }

    /// <summary>
    /// Requests that arrive together are read in one batch instead of the first alone and the others in chunks beside it: waits as long as another one comes within a
    /// millisecond, at most <see cref="LongestGathering"/> of them. For an engine that had nothing to do.
    /// </summary>
    public void Gather()
    {
        lock (_bell)
        {
            for (var waits = 0; waits < LongestGathering; waits++)
            {
                if (!_rung && !Monitor.Wait(_bell, 1)) return;
                _rung = false;
            }
        }
    }

    private void Ring()
    {
        lock (_bell)
        {
            _rung = true;
            Monitor.Pulse(_bell);
        }
    }
}
