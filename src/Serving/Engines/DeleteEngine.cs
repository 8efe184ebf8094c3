using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Kernel.Access;
using Onebox.Serving.Routing;

namespace Onebox.Serving.Engines;

/// <summary><c>DELETE /api/engines/{name}</c>: forgets it and its key. Refused while a route leads to it.</summary>
internal static class DeleteEngine
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/engines/{name}", HandleAsync).Allow(Actions.DeploymentsWrite).WithName("DeleteEngine").WithTags("Engines");

    private static async Task<NoContent> HandleAsync(string name, HttpContext http, ExternalEngines engines, RouteTable routes, IAudit audit, CancellationToken cancellation)
    {
        var engine = engines.Find(name) ?? throw EngineErrors.NotFound(name);
        var leading = routes.All.Where(r => r.Targets.Any(t => t.Deployment == Groups.EnginePrefix + name)).Select(r => r.Name).Order(StringComparer.Ordinal).ToList();
        if (leading.Count > 0) throw EngineErrors.InUse(name, leading);
        await engines.DeleteAsync(name, cancellation);
        await audit.WriteAsync(http.Caller(), "engine.deleted", engine.Record.Id, name, cancellation);
        return TypedResults.NoContent();
    }
}
