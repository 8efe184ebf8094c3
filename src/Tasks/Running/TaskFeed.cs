using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Onebox.Api.Tasks;

namespace Onebox.Tasks.Running;

/// <summary>
/// Passes changes of tasks to whoever watches. A slow watcher misses readings in between, never a task's last state: only the newest
/// reading of each task waits for it.
/// </summary>
internal sealed class TaskFeed
{
    private readonly ConcurrentDictionary<Watcher, bool> _watchers = new();
    private readonly ConcurrentDictionary<string, TaskInfo> _running = new(StringComparer.Ordinal);

    public void Publish(TaskInfo task)
    {
        if (task.HasEnded) _running.TryRemove(task.Id, out _);
        else _running[task.Id] = task;
        foreach (var watcher in _watchers.Keys) watcher.Offer(task);
    }

    /// <summary>The newest reading of a task that runs here; null when it does not.</summary>
    public TaskInfo? Live(string id) => _running.GetValueOrDefault(id);

    /// <summary>Starts collecting at once; what is missed between this call and the enumeration is nothing.</summary>
    /// <param name="id">Null: all tasks.</param>
    public Watcher Watch(string? id)
    {
        var watcher = new Watcher(id, this);
        _watchers[watcher] = true;
        return watcher;
    }

    internal sealed class Watcher(string? id, TaskFeed feed) : IDisposable
    {
        private readonly ConcurrentDictionary<string, TaskInfo> _newest = new(StringComparer.Ordinal);
        private readonly Channel<string> _changed = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });

        public void Offer(TaskInfo task)
        {
            if (id is not null && task.Id != id) return;
            // Only the first reading since the reader last took this task wakes it.
            var isNew = true;
            _newest.AddOrUpdate(
                task.Id,
                _ =>
                {
                    // Said again: when the reader takes the old one away in between, the update below is tried and then given up for this.
                    isNew = true;
                    return task;
                },
                (_, old) =>
                {
                    isNew = false;
                    return old.Revision > task.Revision ? old : task;
                });
            if (isNew) _changed.Writer.TryWrite(task.Id);
        }

        public async IAsyncEnumerable<TaskInfo> ReadAsync([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            await foreach (var changed in _changed.Reader.ReadAllAsync(cancellation))
            {
                if (_newest.TryRemove(changed, out var task)) yield return task;
            }
        }

        public void Dispose() => feed._watchers.TryRemove(this, out _);
    }
}
