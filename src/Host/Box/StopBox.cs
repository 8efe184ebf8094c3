using Microsoft.AspNetCore.Http.HttpResults;
using Onebox.Kernel.Access;

namespace Onebox.Host.Box;

/// <summary><c>POST /api/box/stop</c>: drains and ends; answers at once.</summary>
internal static class StopBox
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/box/stop", HandleAsync).Allow(Actions.BoxWrite).WithName("StopBox").WithTags("Box");

    private static async Task<Accepted> HandleAsync(HttpContext http, IHostApplicationLifetime lifetime, IAudit audit, CancellationToken cancellation)
    {
        await audit.WriteAsync(http.Caller(), "box.stopped", "box", null, cancellation);
        // After the answer: the connection it travels on ends with the host.
        http.Response.OnCompleted(() =>
        {
            lifetime.StopApplication();
            return Task.CompletedTask;
        });
        return TypedResults.Accepted((string?)null);
    }
}
