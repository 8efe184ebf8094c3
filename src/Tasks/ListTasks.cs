using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Tasks;
using Onebox.Kernel.Access;
using Onebox.Tasks.Running;
using Onebox.Tasks.Store;

namespace Onebox.Tasks;

/// <summary><c>GET /api/tasks</c>: newest first.</summary>
internal static class ListTasks
{
    private const int MaxLimit = 500;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/tasks", HandleAsync).Allow(Actions.TasksRead).WithName("ListTasks").WithTags("Tasks");

    private static async Task<Ok<Page<TaskInfo>>> HandleAsync(
        HttpContext http, TaskStore store, TaskReaders readers, TaskFeed feed, CancellationToken cancellation, bool active = false, string? kind = null, string? resource = null, string? after = null, int limit = 50)
    {
        limit = Math.Clamp(limit, 1, MaxLimit);
        var records = await store.ListAsync(active, kind, resource, after, limit + 1, cancellation);
        List<TaskInfo> items = [];
        foreach (var record in records.Take(limit))
        {
            var info = record.ToInfo(record.HasEnded ? null : feed.Live(record.Id)?.Progress);
            if (await readers.AdmitAsync(info, http.Caller(), cancellation)) items.Add(info);
        }

        return TypedResults.Ok(new Page<TaskInfo>(items, records.Count > limit ? records[limit - 1].Id : null));
    }
}
