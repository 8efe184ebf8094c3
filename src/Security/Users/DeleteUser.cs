using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Kernel.Access;
using Onebox.Security.Keys;

namespace Onebox.Security.Users;

/// <summary><c>DELETE /api/users/{user}</c>: with keys, sessions and links.</summary>
internal static class DeleteUser
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/users/{user}", HandleAsync).Allow(Actions.AccessWrite).WithName("DeleteUser").WithTags("Access");

    private static async Task<NoContent> HandleAsync(string user, HttpContext http, UserStore users, KeyStore keys, IAudit audit, CancellationToken cancellation)
    {
        var removed = await users.DeleteAsync(user, cancellation);
        keys.Forget();
        await audit.WriteAsync(http.Caller(), "user.deleted", removed.Id, removed.Name, cancellation);
        return TypedResults.NoContent();
    }
}
