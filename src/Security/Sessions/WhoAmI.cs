using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Access;
using Onebox.Kernel.Access;
using Onebox.Security.Users;

namespace Onebox.Security.Sessions;

/// <summary><c>GET /api/session</c>: who asks, and what may they do?</summary>
internal static class WhoAmI
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/session", HandleAsync).Allow(Actions.BoxRead).WithName("WhoAmI").WithTags("Access");

    private static async Task<Ok<SessionInfo>> HandleAsync(HttpContext http, UserStore users, CancellationToken cancellation)
    {
        var caller = http.Caller();
        var user = await users.GetAsync(caller.UserId, cancellation);
        return TypedResults.Ok(new SessionInfo(caller.UserId, caller.Name, caller.Role, [.. caller.Actions.Order(StringComparer.Ordinal)], user?.PasswordHash is not null));
    }
}
