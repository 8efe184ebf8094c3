using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Kernel.Access;

namespace Onebox.Serving.Routing;

/// <summary><c>DELETE /api/routes/{name}</c>. Refused for the only route to the deployment of its name, which nothing could reach any more.</summary>
internal static class DeleteRoute
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/routes/{name}", HandleAsync).Allow(Actions.DeploymentsWrite).WithName("DeleteRoute").WithTags("Routes");

    private static async Task<NoContent> HandleAsync(string name, HttpContext http, RouteTable routes, IAudit audit, CancellationToken cancellation)
    {
        var route = routes.Find(name) ?? throw RouteErrors.NotFound(name);
        var own = route.Targets.Any(t => t.Deployment == name) && !routes.All.Any(r => r.Name != name && r.Targets.Any(t => t.Deployment == name));
        if (own) throw RouteErrors.OwnRoute(name);
        await routes.DeleteAsync(name, cancellation);
        await audit.WriteAsync(http.Caller(), "route.deleted", route.Id, name, cancellation);
        return TypedResults.NoContent();
    }
}
