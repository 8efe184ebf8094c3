using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Onebox.Kernel.Events;

internal sealed partial class InProcessEvents(ILogger<InProcessEvents> log) : IEvents
{
    private readonly ConcurrentDictionary<Type, Delegate[]> _handlers = new();

    public void Publish<T>(T happened)
        where T : notnull
    {
        if (!_handlers.TryGetValue(typeof(T), out var handlers)) return;
        foreach (var handler in handlers)
        {
            try
            {
                ((Action<T>)handler)(happened);
            }
            catch (Exception error)
            {
                // One listener's fault must not reach the publisher or the other listeners.
                HandlerFailed(error, typeof(T).Name);
            }
        }
    }

    public IDisposable Subscribe<T>(Action<T> handle)
        where T : notnull
    {
        _handlers.AddOrUpdate(typeof(T), [handle], (_, old) => [.. old, handle]);
        return new Subscription(() => _handlers.AddOrUpdate(typeof(T), [], (_, old) => [.. old.Where(h => !ReferenceEquals(h, handle))]));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener to {Event} failed")]
    private partial void HandlerFailed(Exception error, string @event);

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
