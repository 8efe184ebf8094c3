using Microsoft.Extensions.Logging;

namespace Onebox.Pool.Running;

/// <summary>A worker's state, and who is told when it changes. Nothing follows the end, and only the end follows a request to stop.</summary>
internal sealed partial class WorkerChanges(ILogger log)
{
    private readonly Lock _lock = new();
    private Action<IWorker>[] _handlers = [];

    public WorkerState State { get; private set; } = WorkerState.Starting;

    public string? Reason { get; private set; }

    public void To(IWorker worker, WorkerState state, string? reason)
    {
        Action<IWorker>[] handlers;
        lock (_lock)
        {
            if (State == WorkerState.Ended || (State == WorkerState.Stopping && state != WorkerState.Ended)) return;
            if (State == state && Reason == reason) return;
            (State, Reason) = (state, reason);
            handlers = _handlers;
        }

        foreach (var handler in handlers)
        {
            try
            {
                handler(worker);
            }
            catch (Exception fault)
            {
                // One listener's fault must not stop the watching.
                ListenerFailed(fault, worker.Id);
            }
        }
    }

    public IDisposable Listen(Action<IWorker> handler)
    {
        lock (_lock) _handlers = [.. _handlers, handler];
        return new Listening(() =>
        {
            lock (_lock) _handlers = [.. _handlers.Where(h => !ReferenceEquals(h, handler))];
        });
    }

    /// <summary>Returns when the worker runs, or has ended.</summary>
    public async Task WaitUntilSettledAsync(CancellationToken cancellation)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = Listen(_ => Look());
        Look();
        await reached.Task.WaitAsync(cancellation);

        void Look()
        {
            if (State is WorkerState.Running or WorkerState.Ended) reached.TrySetResult();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener to worker {WorkerId} failed")]
    private partial void ListenerFailed(Exception fault, string workerId);

    private sealed class Listening(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
