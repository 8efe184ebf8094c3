namespace Onebox.Serving.Worker;

/// <summary>Counts requests under way, and tells when there is none.</summary>
internal sealed class InFlight
{
    private readonly Lock _lock = new();
    private int _count;
    private TaskCompletionSource? _idle;

    public Visit Enter()
    {
        lock (_lock) _count++;
        return new Visit(this);
    }

    public Task IdleAsync()
    {
        lock (_lock)
        {
            if (_count == 0) return Task.CompletedTask;
            return (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_count == 0) _idle?.TrySetResult();
        }
    }

    /// <summary>Dispose it once, when the request is done.</summary>
    internal readonly struct Visit(InFlight counter) : IDisposable
    {
        public void Dispose() => counter.Leave();
    }
}
