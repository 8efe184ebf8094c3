using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Kernel.Access;

namespace Onebox.Security.Keys;

/// <summary><c>DELETE /api/keys/{key}</c>: it stops working at once and stays in the list.</summary>
internal static class RevokeKey
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/keys/{key}", HandleAsync).Allow(Actions.KeysOwn).WithName("RevokeKey").WithTags("Access");

    private static async Task<NoContent> HandleAsync(string key, HttpContext http, KeyStore keys, IAudit audit, CancellationToken cancellation)
    {
        var caller = http.Caller();
        var revoked = await keys.RevokeAsync(key, caller.UserId, ofAnyUser: caller.May(Actions.AccessWrite), cancellation);
        await audit.WriteAsync(caller, "key.revoked", revoked.Id, revoked.Name, cancellation);
        return TypedResults.NoContent();
    }
}
