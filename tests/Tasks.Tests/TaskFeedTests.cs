using Onebox.Api.Tasks;
using Onebox.Tasks.Running;

namespace Onebox.Tasks.Tests;

public sealed class TaskFeedTests
{
    private readonly TaskFeed _feed = new();

    [Fact]
    public async Task ReadAsync_SlowWatcher_SeesTheLastStateOfEachTask()
    {
        using var watcher = _feed.Watch(null);
        for (var revision = 1; revision <= 1000; revision++)
        {
            _feed.Publish(Task("tsk_a", revision, TaskState.Running));
            _feed.Publish(Task("tsk_b", revision, TaskState.Running));
        }

        _feed.Publish(Task("tsk_a", 1001, TaskState.Succeeded));
        var seen = new Dictionary<string, TaskInfo>(StringComparer.Ordinal);
        await foreach (var task in watcher.ReadAsync(TestContext.Current.CancellationToken))
        {
            seen[task.Id] = task;
            if (seen.Count == 2) break;
        }

        Assert.Equal(TaskState.Succeeded, seen["tsk_a"].State);
        Assert.Equal(1000, seen["tsk_b"].Revision);
    }

    [Fact]
    public void Publish_OlderReadingAfterTheEnd_DoesNotHideTheEnd()
    {
        using var watcher = _feed.Watch("tsk_a");
        _feed.Publish(Task("tsk_a", 5, TaskState.Succeeded));
        _feed.Publish(Task("tsk_a", 4, TaskState.Running));
        var first = watcher.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(first.MoveNextAsync().AsTask().IsCompletedSuccessfully);
        Assert.Equal(TaskState.Succeeded, first.Current.State);
    }

    [Fact]
    public void Live_EndedTask_IsForgotten()
    {
        _feed.Publish(Task("tsk_a", 1, TaskState.Running));
        Assert.NotNull(_feed.Live("tsk_a"));
        _feed.Publish(Task("tsk_a", 2, TaskState.Failed));
        Assert.Null(_feed.Live("tsk_a"));
    }

    [Fact]
    public async Task ReadAsync_WhileEveryTaskEnds_SeesEachEnd()
    {
        // A reading that comes just when the reader takes the one before must not be left behind: the last one would never be seen.
        const int tasks = 20_000;
        using var watcher = _feed.Watch(null);
        var publishers = Enumerable.Range(0, 2).Select(publisher => System.Threading.Tasks.Task.Run(() =>
        {
            for (var task = publisher; task < tasks; task += 2)
            {
                for (var revision = 1; revision <= 5; revision++) _feed.Publish(Task($"tsk_{task}", revision, TaskState.Running));
                _feed.Publish(Task($"tsk_{task}", 6, TaskState.Succeeded));
            }
        }, TestContext.Current.CancellationToken)).ToList();

        var ended = new HashSet<string>(StringComparer.Ordinal);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await foreach (var task in watcher.ReadAsync(limit.Token))
            {
                if (task.HasEnded) ended.Add(task.Id);
                if (ended.Count == tasks) break;
            }
        }
        catch (OperationCanceledException)
        {
            // What was not seen until now never will be.
        }

        await System.Threading.Tasks.Task.WhenAll(publishers);
        Assert.Equal(tasks, ended.Count);
    }

    [Fact]
    public async Task Watch_ComingWhileTheTaskEnds_SeesTheEndByLookOrByFeed()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (var round = 0; round < 5_000; round++)
        {
            // As the runner does it: the record first, then the feed.
            TaskInfo? record = null;
            var id = $"tsk_{round}";
            var ending = System.Threading.Tasks.Task.Run(() =>
            {
                Volatile.Write(ref record, Task(id, 2, TaskState.Succeeded));
                _feed.Publish(record!);
            }, TestContext.Current.CancellationToken);
            using var watcher = _feed.Watch(id);
            if (Volatile.Read(ref record) is null)
            {
                await using var changes = watcher.ReadAsync(limit.Token).GetAsyncEnumerator(limit.Token);
                Assert.True(await changes.MoveNextAsync());
                Assert.Equal(TaskState.Succeeded, changes.Current.State);
            }

            await ending;
        }
    }

    [Fact]
    public async Task Watcher_GoneInTheMiddleOfReading_IsHeldByNobody()
    {
        var gone = await ReadAndLeaveAsync();
        _feed.Publish(Task("tsk_a", 3, TaskState.Running));
        // A new frame of this method: the old one still knows what it has waited for.
        await System.Threading.Tasks.Task.Yield();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(gone.TryGetTarget(out _));

        async Task<WeakReference<TaskFeed.Watcher>> ReadAndLeaveAsync()
        {
            using var leaving = new CancellationTokenSource();
            using var watcher = _feed.Watch(null);
            _feed.Publish(Task("tsk_a", 1, TaskState.Running));
            await using var changes = watcher.ReadAsync(leaving.Token).GetAsyncEnumerator(leaving.Token);
            Assert.True(await changes.MoveNextAsync());
            // It waits for the next change when its client goes.
            var waiting = changes.MoveNextAsync();
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
            return new WeakReference<TaskFeed.Watcher>(watcher);
        }
    }

    private static TaskInfo Task(string id, long revision, TaskState state) =>
        new() { Id = id, Kind = "test", Title = id, State = state, StartedBy = "owner", CreatedAt = default, Revision = revision };
}
