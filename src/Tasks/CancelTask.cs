using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Tasks;
using Onebox.Kernel.Access;

namespace Onebox.Tasks;

/// <summary><c>POST /api/tasks/{id}/cancel</c>: answers when the wish is noted; the task is cancelled once it has stopped and cleaned up.</summary>
internal static class CancelTask
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/tasks/{id}/cancel", HandleAsync).Allow(Actions.TasksWrite).WithName("CancelTask").WithTags("Tasks");

    private static async Task<Ok<TaskInfo>> HandleAsync(string id, HttpContext http, ITasks tasks, TaskReaders readers, IAudit audit, CancellationToken cancellation)
    {
        await readers.RequireAsync(id, http.Caller(), cancellation);
        var task = await tasks.CancelAsync(id, cancellation);
        await audit.WriteAsync(http.Caller(), "task.cancelled", id, task.Title, cancellation);
        return TypedResults.Ok(task);
    }
}
