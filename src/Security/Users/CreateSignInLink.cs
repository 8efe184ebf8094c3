using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Access;
using Onebox.Kernel.Access;
using Onebox.Security.Sessions;

namespace Onebox.Security.Users;

/// <summary><c>POST /api/users/{user}/link</c>: a new single-use link; the user's earlier ones stop working.</summary>
internal static class CreateSignInLink
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/users/{user}/link", HandleAsync).Allow(Actions.AccessWrite).WithName("CreateSignInLink").WithTags("Access");

    private static async Task<Ok<SignInLink>> HandleAsync(string user, HttpContext http, UserStore users, LinkStore links, IAudit audit, CancellationToken cancellation)
    {
        var found = await users.FindAsync(user, cancellation) ?? throw SecurityErrors.UserNotFound(user);
        var link = await links.CreateAsync(found, http.Request, cancellation);
        await audit.WriteAsync(http.Caller(), "link.created", found.Id, found.Name, cancellation);
        return TypedResults.Ok(link);
    }
}
