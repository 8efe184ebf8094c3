using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Access;
using Onebox.Kernel.Access;

namespace Onebox.Security.Audit;

/// <summary><c>GET /api/audit/check</c>: follows the hash chain from the first entry to the last.</summary>
internal static class CheckAudit
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/audit/check", HandleAsync).Allow(Actions.AccessRead).WithName("CheckAudit").WithTags("Access");

    private static async Task<Ok<AuditCheck>> HandleAsync(AuditLog log, CancellationToken cancellation)
    {
        var (entries, brokenAt) = await log.CheckAsync(cancellation);
        return TypedResults.Ok(new AuditCheck(brokenAt is null, entries, brokenAt));
    }
}
