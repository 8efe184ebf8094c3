using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Access;
using Onebox.Kernel.Access;
using Onebox.Security.Gate;
using Onebox.Security.Store;
using Onebox.Security.Users;

namespace Onebox.Security.Sessions;

/// <summary><c>POST /api/session</c>: signs in by a link's token or by name and password, and sets the cookie.</summary>
internal static class SignIn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        // Open, for who signs in has nothing to show yet; limited for each address.
        routes.MapPost("/api/session", HandleAsync).AllowAnyone().WithName("SignIn").WithTags("Access");

    private static async Task<Ok<SessionInfo>> HandleAsync(
        SignInRequest request, HttpContext http, UserStore users, LinkStore links, SessionStore sessions, Passwords passwords, RequestLimits limits, IAudit audit, CancellationToken cancellation)
    {
        limits.CountSignIn(http);
        if (CrossSite.IsSuspected(http.Request)) throw SecurityErrors.CrossSite.ToException();
        var user = await WhoAsync(request, users, links, passwords, cancellation);
        if (user is null || user.Disabled)
        {
            await audit.WriteAsync(Caller.Box, "sign_in.refused", request.Name ?? "link", $"{http.Connection.RemoteIpAddress}", cancellation);
            throw SecurityErrors.SignInRefused();
        }

        var token = await sessions.CreateAsync(user.Id, cancellation);
        http.Response.Cookies.Append(SessionClaims.Cookie, token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps, Path = "/" });
        var caller = new Caller(user.Id, user.Name, user.Role, null, Roles.ActionsOf(user.Role), null);
        await audit.WriteAsync(caller, "session.started", user.Id, $"{http.Connection.RemoteIpAddress}", cancellation);
        return TypedResults.Ok(new SessionInfo(user.Id, user.Name, user.Role, [.. caller.Actions], user.PasswordHash is not null));
    }

    private static async Task<UserRecord?> WhoAsync(SignInRequest request, UserStore users, LinkStore links, Passwords passwords, CancellationToken cancellation)
    {
        if (request.Token is { Length: > 0 and <= 200 } token)
            return await links.UseAsync(token, cancellation) is { } id ? await users.GetAsync(id, cancellation) : null;
        if (request is not { Name.Length: > 0 and <= 200, Password.Length: > 0 and <= 256 }) return null;
        var user = await users.FindAsync(request.Name, cancellation);
        return passwords.Matches(user, request.Password) ? user : null;
    }
}
