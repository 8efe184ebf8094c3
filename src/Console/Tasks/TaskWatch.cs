using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Client;
using Onebox.Api.Tasks;

namespace Onebox.Console.Tasks;

/// <summary>Every task of the box as the viewer's circuit knows it: live, from one stream of events for the whole console.</summary>
internal sealed class TaskWatch(OneboxClient box, TimeProvider clock) : IDisposable
{
    private const int Kept = 100;
    private static readonly TimeSpan BeforeAnotherTry = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<string, TaskInfo> _tasks = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private bool _started;

    /// <summary>A task has begun or changed. Comes on any thread.</summary>
    public event EventHandler<TaskChangedEventArgs>? Changed;

    /// <summary>A page wants the panel to be seen.</summary>
    public event EventHandler? OpenAsked;

    /// <summary>False while the stream is being made again: what is shown may be old.</summary>
    public bool Live { get; private set; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<TaskInfo> All
    {
        get
        {
            lock (_gate) return [.. _tasks.Values.OrderByDescending(t => t.CreatedAt).ThenByDescending(t => t.Id, StringComparer.Ordinal)];
        }
    }

    public int UnderWay
    {
        get
        {
            lock (_gate) return _tasks.Values.Count(t => !t.HasEnded);
        }
    }

    public void Start()
    {
        if (_started) return;
        _started = true;
        _ = FollowAsync(_gone.Token);
    }

    public void AskToOpen() => OpenAsked?.Invoke(this, EventArgs.Empty);

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task FollowAsync(CancellationToken gone)
    {
        while (!gone.IsCancellationRequested)
        {
            try
            {
                // What has ended is not in the stream; what happens between list and stream is in its beginning.
                foreach (var task in (await box.Tasks.ListAsync(limit: 50, cancellation: gone)).Items) Take(task);
                Live = true;
                await foreach (var task in box.Tasks.WatchAllAsync(gone)) Take(task);
            }
            catch (Exception error) when (error is BoxException or IOException or HttpRequestException or JsonException)
            {
                // The box restarts or the connection broke: tried again below.
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }

            Live = false;
            try
            {
                await Task.Delay(BeforeAnotherTry, clock, gone);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Take(TaskInfo task)
    {
        lock (_gate)
        {
            if (_tasks.TryGetValue(task.Id, out var known) && known.Revision > task.Revision) return;
            _tasks[task.Id] = task;
            if (_tasks.Count > Kept && _tasks.Values.Where(t => t.HasEnded).MinBy(t => t.CreatedAt) is { } oldest) _tasks.Remove(oldest.Id);
        }

        Changed?.Invoke(this, new TaskChangedEventArgs(task));
    }
}

/// <summary>A task as it is now.</summary>
internal sealed class TaskChangedEventArgs(TaskInfo task) : EventArgs
{
    public TaskInfo Task { get; } = task;
}
