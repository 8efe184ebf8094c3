using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Access;
using Onebox.Kernel.Access;

namespace Onebox.Security.Audit;

/// <summary><c>GET /api/audit</c>: newest first.</summary>
internal static class ReadAudit
{
    private const int MaxLimit = 1000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/audit", HandleAsync).Allow(Actions.AccessRead).WithName("ReadAudit").WithTags("Access");

    private static async Task<Ok<Page<AuditEntry>>> HandleAsync(AuditLog log, CancellationToken cancellation, long? after = null, int limit = 100)
    {
        limit = Math.Clamp(limit, 1, MaxLimit);
        var entries = await log.ReadAsync(after, limit, cancellation);
        var next = entries.Count == limit && entries[^1].Number > 1 ? entries[^1].Number.ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(new Page<AuditEntry>([.. entries.Select(e => e.ToEntry())], next));
    }
}
