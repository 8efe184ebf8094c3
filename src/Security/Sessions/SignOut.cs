using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Access;
using Onebox.Kernel.Access;

namespace Onebox.Security.Sessions;

/// <summary><c>DELETE /api/session</c>.</summary>
internal static class SignOut
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/session", HandleAsync).Allow(Actions.BoxRead).WithName("SignOut").WithTags("Access");

    private static async Task<NoContent> HandleAsync(HttpContext http, SessionStore sessions, IAudit audit, CancellationToken cancellation)
    {
        if (http.Request.Cookies[SessionClaims.Cookie] is { } token)
        {
            await sessions.EndAsync(token, cancellation);
            await audit.WriteAsync(http.Caller(), "session.ended", http.Caller().UserId, null, cancellation);
        }

        http.Response.Cookies.Delete(SessionClaims.Cookie);
        return TypedResults.NoContent();
    }
}
