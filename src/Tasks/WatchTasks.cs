using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Onebox.Api.Tasks;
using Onebox.Kernel.Access;
using Onebox.Tasks.Running;
using Onebox.Tasks.Store;

namespace Onebox.Tasks;

/// <summary>
/// <c>GET /api/tasks/{id}/events</c>: its present state, then every change until it has ended.
/// <c>GET /api/tasks/events</c>: those under way, then every change of any task.
/// </summary>
internal static class WatchTasks
{
    private const int MaxActive = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/tasks").Allow(Actions.TasksRead).WithTags("Tasks");
        group.MapGet("/{id}/events", async (string id, HttpContext http, TaskReaders readers, ITasks tasks, TaskFeed feed, IHostApplicationLifetime lifetime, CancellationToken cancellation) =>
        {
            await readers.RequireAsync(id, http.Caller(), cancellation);
            return TypedResults.ServerSentEvents(OneAsync(id, tasks, feed, lifetime, cancellation));
        }).WithName("WatchTask");
        group.MapGet("/events", (HttpContext http, TaskStore store, TaskReaders readers, TaskFeed feed, IHostApplicationLifetime lifetime, CancellationToken cancellation) =>
            TypedResults.ServerSentEvents(AllAsync(http.Caller(), store, readers, feed, lifetime, cancellation))).WithName("WatchTasks");
    }

    private static async IAsyncEnumerable<SseItem<TaskInfo>> OneAsync(string id, ITasks tasks, TaskFeed feed, IHostApplicationLifetime lifetime, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Watch before the look, so that nothing happens unseen in between; and only here, where the watch ends however the reading does.
        using var watcher = feed.Watch(id);
        if (await tasks.FindAsync(id, cancellation) is not { } now) yield break;
        yield return Item(now);
        if (now.HasEnded) yield break;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        await foreach (var change in watcher.ReadAsync(either.Token))
        {
            yield return Item(change);
            if (change.HasEnded) yield break;
        }
    }

    private static async IAsyncEnumerable<SseItem<TaskInfo>> AllAsync(Caller caller, TaskStore store, TaskReaders readers, TaskFeed feed, IHostApplicationLifetime lifetime, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var watcher = feed.Watch(null);
        foreach (var task in await store.ListAsync(active: true, null, null, null, MaxActive, cancellation))
        {
            var info = task.ToInfo(feed.Live(task.Id)?.Progress);
            if (await readers.AdmitAsync(info, caller, cancellation)) yield return Item(info);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        await foreach (var change in watcher.ReadAsync(either.Token))
        {
            if (await readers.AdmitAsync(change, caller, cancellation)) yield return Item(change);
        }
    }

    private static SseItem<TaskInfo> Item(TaskInfo task) => new(task, "task") { EventId = $"{task.Revision}" };
}
