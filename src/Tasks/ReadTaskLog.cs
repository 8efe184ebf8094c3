using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Tasks;
using Onebox.Kernel.Access;
using Onebox.Tasks.Store;

namespace Onebox.Tasks;

/// <summary><c>GET /api/tasks/{id}/log?after=</c>: oldest first, from the line after the given number.</summary>
internal static class ReadTaskLog
{
    private const int Lines = 1000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/tasks/{id}/log", HandleAsync).Allow(Actions.TasksRead).WithName("ReadTaskLog").WithTags("Tasks");

    private static async Task<Ok<Page<TaskLogLine>>> HandleAsync(string id, HttpContext http, TaskReaders tasks, TaskStore store, CancellationToken cancellation, long after = 0)
    {
        await tasks.RequireAsync(id, http.Caller(), cancellation);
        var lines = await store.ReadLogAsync(id, after, Lines + 1, cancellation);
        var items = lines.Take(Lines).Select(l => new TaskLogLine(l.Number, l.At, l.Level, l.Text)).ToList();
        return TypedResults.Ok(new Page<TaskLogLine>(items, lines.Count > Lines ? $"{items[^1].Number}" : null));
    }
}
