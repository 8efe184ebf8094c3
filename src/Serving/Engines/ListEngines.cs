using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Deployments;
using Onebox.Kernel.Access;

namespace Onebox.Serving.Engines;

/// <summary><c>GET /api/engines</c>: by name, with what the last probe found.</summary>
internal static class ListEngines
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/engines", (ExternalEngines engines) => TypedResults.Ok(new Page<ExternalEngineInfo>([.. engines.All.OrderBy(e => e.Record.Name, StringComparer.Ordinal).Select(e => e.ToInfo())])))
            .Allow(Actions.DeploymentsRead).WithName("ListEngines").WithTags("Engines");
}
