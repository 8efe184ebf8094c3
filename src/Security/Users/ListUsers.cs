using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Access;
using Onebox.Kernel.Access;

namespace Onebox.Security.Users;

/// <summary><c>GET /api/users</c>.</summary>
internal static class ListUsers
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/users", HandleAsync).Allow(Actions.AccessRead).WithName("ListUsers").WithTags("Access");

    private static async Task<Ok<Page<UserInfo>>> HandleAsync(UserStore users, CancellationToken cancellation) =>
        TypedResults.Ok(new Page<UserInfo>([.. (await users.ListAsync(cancellation)).Select(u => u.ToInfo())]));
}
