using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Access;
using Onebox.Kernel.Access;

namespace Onebox.Security.Keys;

/// <summary><c>GET /api/keys</c>: one's own, or with <c>all=true</c> and <c>access:read</c> everybody's; with what they used today.</summary>
internal static class ListKeys
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/keys", HandleAsync).Allow(Actions.KeysOwn).WithName("ListKeys").WithTags("Access");

    private static async Task<Ok<Page<KeyInfo>>> HandleAsync(HttpContext http, KeyStore keys, CancellationToken cancellation, bool all = false)
    {
        var caller = http.Caller();
        if (all && !caller.May(Actions.AccessRead)) throw SecurityErrors.Forbidden(caller.Name, Actions.AccessRead).ToException();
        var found = await keys.ListAsync(all ? null : caller.UserId, cancellation);
        return TypedResults.Ok(new Page<KeyInfo>([.. found.Select(f => f.Key.ToInfo(f.Today?.Requests ?? 0, f.Today?.Tokens ?? 0))]));
    }
}
