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

    private static TaskInfo Task(string id, long revision, TaskState state) =>
        new() { Id = id, Kind = "test", Title = id, State = state, StartedBy = "owner", CreatedAt = default, Revision = revision };
}
