using System.Text.Json;
using Onebox.Api.Tasks;
using Onebox.Kernel;
using Onebox.Tasks.Store;

namespace Onebox.Tasks.Running;

/// <summary>Takes tasks in and hands them to their grains.</summary>
internal sealed class TaskDesk(TaskStore store, TaskFeed feed, TaskRunner runner, IGrainFactory grains, Ids ids, TimeProvider clock) : ITasks
{
    public async Task<string> StartAsync<TInput>(NewTask<TInput> task, CancellationToken cancellation = default)
    {
        if (!runner.Knows(task.Kind)) throw TaskErrors.KindUnknown(task.Kind);
        var record = new TaskRecord
        {
            Id = ids.New(ResourceKinds.Task),
            Kind = task.Kind,
            Title = task.Title,
            State = TaskState.Queued,
            ResourceId = task.ResourceId,
            StartedBy = task.StartedBy.Name,
            CallerJson = JsonSerializer.Serialize(task.StartedBy, TaskJson.Options),
            Input = JsonSerializer.Serialize(task.Input, TaskJson.Options),
            CreatedAt = clock.GetUtcNow(),
        };
        await store.AddAsync(record, cancellation);
        feed.Publish(record.ToInfo());
        await grains.GetGrain<ITaskGrain>(record.Id).StartAsync();
        return record.Id;
    }

    public async Task<TaskInfo?> FindAsync(string id, CancellationToken cancellation = default)
    {
        // The record knows the state, the feed the newest progress of it.
        var record = await store.FindAsync(id, cancellation);
        return record?.ToInfo(record.HasEnded ? null : feed.Live(id)?.Progress);
    }

    public async Task<TaskInfo> CancelAsync(string id, CancellationToken cancellation = default)
    {
        if (await store.FindAsync(id, cancellation) is null) throw TaskErrors.NotFound(id);
        await grains.GetGrain<ITaskGrain>(id).CancelAsync();
        return (await FindAsync(id, cancellation))!;
    }

    public async Task<TaskInfo> WaitAsync(string id, CancellationToken cancellation = default)
    {
        using var watcher = feed.Watch(id);
        if (await FindAsync(id, cancellation) is not { } now) throw TaskErrors.NotFound(id);
        if (now.HasEnded) return now;
        await foreach (var change in watcher.ReadAsync(cancellation))
        {
            if (change.HasEnded) return change;
        }

        throw new OperationCanceledException(cancellation);
    }
}
