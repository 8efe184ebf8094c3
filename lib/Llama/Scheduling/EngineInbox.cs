using System.Collections.Concurrent;

namespace Onebox.Llama;

/// <summary>The one door between everybody's threads and the engine's.</summary>
internal sealed class EngineInbox : IDisposable
{
    private readonly AutoResetEvent _wake = new(false);
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
        _wake.Set();
    }

    public void Send(Action errand)
    {
        Errands.Enqueue(errand);
        _wake.Set();
    }

    public void Cancel(Sequence sequence)
    {
        sequence.Cancelled = true;
        Interlocked.Increment(ref _cancellations);
        _wake.Set();
    }

    public bool TakeCancellations() => Volatile.Read(ref _cancellations) != 0 && Interlocked.Exchange(ref _cancellations, 0) != 0;

    public void Stop(bool abandon)
    {
        Abandon |= abandon;
        Stopping = true;
        _wake.Set();
    }

    public void Fail(Exception error)
    {
        Failure = error;
        Stopping = true;
    }

    public void Wait() => _wake.WaitOne();

    public void Dispose() => _wake.Dispose();
}
