using Microsoft.AspNetCore.Http.HttpResults;
using Onebox.Api.Box;
using Onebox.Kernel.Access;

namespace Onebox.Host.Box;

/// <summary><c>GET /health/live</c> and <c>GET /health/ready</c>.</summary>
internal static class Health
{
    // Load balancers ask for the head alone.
    private static readonly string[] Looks = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder routes)
    {
        // Open: whoever watches the box from outside has no key, and learns nothing but this.
        var group = routes.MapGroup("/health").AllowAnyone().WithTags("Box");
        group.MapMethods("/live", Looks, () => TypedResults.Ok(new HealthInfo("live"))).WithName("Live");
        group.MapMethods("/ready", Looks, Ready).WithName("Ready");
    }

    private static JsonHttpResult<HealthInfo> Ready(Readiness readiness) => TypedResults.Json(
        new HealthInfo(readiness.Status),
        Api.ApiJson.Default.HealthInfo,
        statusCode: readiness.Status == "ready" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
