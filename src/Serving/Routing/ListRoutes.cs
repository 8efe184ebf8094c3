using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Deployments;
using Onebox.Kernel.Access;

namespace Onebox.Serving.Routing;

/// <summary><c>GET /api/routes</c> and <c>/api/routes/{name}</c>, by name.</summary>
internal static class ListRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/routes").Allow(Actions.DeploymentsRead).WithTags("Routes");
        group.MapGet("", (RouteTable table) => TypedResults.Ok(new Page<RouteInfo>([.. table.All.OrderBy(r => r.Name, StringComparer.Ordinal).Select(r => r.ToInfo())]))).WithName("ListRoutes");
        group.MapGet("/{name}", (string name, RouteTable table) => TypedResults.Ok((table.Find(name) ?? throw RouteErrors.NotFound(name)).ToInfo())).WithName("GetRoute");
    }
}
