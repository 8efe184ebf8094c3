using Microsoft.EntityFrameworkCore;
using Onebox.Api.Tasks;

namespace Onebox.Tasks.Store;

/// <summary>Reads and writes the records of tasks; every write is durable when it returns.</summary>
internal sealed class TaskStore(IDbContextFactory<TasksContext> contexts, TimeProvider clock)
{
    private long _lastRevision;

    public async Task AddAsync(TaskRecord task, CancellationToken cancellation)
    {
        task.Revision = NextRevision();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        context.Tasks.Add(task);
        await context.SaveChangesAsync(cancellation);
    }

    public async Task<TaskRecord?> FindAsync(string id, CancellationToken cancellation = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Tasks.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id, cancellation);
    }

    /// <summary>Changes a task and returns it as it is now.</summary>
    public async Task<TaskRecord> ChangeAsync(string id, Action<TaskRecord> change)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var task = await context.Tasks.FirstOrDefaultAsync(t => t.Id == id) ?? throw TaskErrors.NotFound(id);
        change(task);
        task.Revision = NextRevision();
        await context.SaveChangesAsync();
        return task;
    }

    public async Task SaveStateAsync(string id, string state)
    {
        await using var context = await contexts.CreateDbContextAsync();
        await context.Tasks.Where(t => t.Id == id).ExecuteUpdateAsync(set => set.SetProperty(t => t.SavedState, state));
    }

    /// <summary>Newest first; <paramref name="after"/> is the id of the last one already seen.</summary>
    public async Task<IReadOnlyList<TaskRecord>> ListAsync(bool active, string? kind, string? resource, string? after, int limit, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var query = context.Tasks.AsNoTracking();
        if (active) query = query.Where(t => t.State == TaskState.Queued || t.State == TaskState.Preparing || t.State == TaskState.Running);
        if (kind is not null) query = query.Where(t => t.Kind == kind);
        if (resource is not null) query = query.Where(t => t.ResourceId == resource);
#pragma warning disable CA1309 // The database compares; ids are ASCII, so that every collation agrees.
        if (after is not null) query = query.Where(t => string.Compare(t.Id, after) < 0);
#pragma warning restore CA1309
        return await query.OrderByDescending(t => t.Id).Take(limit).ToListAsync(cancellation);
    }

    public async Task LogAsync(string id, string level, string text)
    {
        await using var context = await contexts.CreateDbContextAsync();
        context.Log.Add(new TaskLogRecord { TaskId = id, At = clock.GetUtcNow(), Level = level, Text = text });
        await context.SaveChangesAsync();
    }

    public async Task<IReadOnlyList<TaskLogRecord>> ReadLogAsync(string id, long after, int limit, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Log.AsNoTracking().Where(l => l.TaskId == id && l.Number > after).OrderBy(l => l.Number).Take(limit).ToListAsync(cancellation);
    }

    /// <summary>Grows with every change, also across restarts: milliseconds, counted on within one.</summary>
    public long NextRevision()
    {
        while (true)
        {
            var last = Volatile.Read(ref _lastRevision);
            var next = Math.Max(last + 1, clock.GetUtcNow().ToUnixTimeMilliseconds());
            if (Interlocked.CompareExchange(ref _lastRevision, next, last) == last) return next;
        }
    }
}
