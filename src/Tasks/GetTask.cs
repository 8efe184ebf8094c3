using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Tasks;
using Onebox.Kernel.Access;

namespace Onebox.Tasks;

/// <summary><c>GET /api/tasks/{id}</c>.</summary>
internal static class GetTask
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/tasks/{id}", HandleAsync).Allow(Actions.TasksRead).WithName("GetTask").WithTags("Tasks");

    private static async Task<Ok<TaskInfo>> HandleAsync(string id, HttpContext http, TaskReaders tasks, CancellationToken cancellation) =>
        TypedResults.Ok(await tasks.RequireAsync(id, http.Caller(), cancellation));
}
