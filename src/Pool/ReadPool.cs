using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Pool;
using Onebox.Kernel.Access;

namespace Onebox.Pool;

/// <summary><c>GET /api/pool</c>: nodes with their devices, leases and workers.</summary>
internal static class ReadPool
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/pool", HandleAsync).Allow(Actions.PoolRead).WithName("ReadPool").WithTags("Pool");

    private static async Task<Ok<PoolInfo>> HandleAsync(IPool pool, CancellationToken cancellation) => TypedResults.Ok(await pool.ReadAsync(cancellation));
}
