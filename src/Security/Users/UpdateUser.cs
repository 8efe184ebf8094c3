using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Access;
using Onebox.Kernel;
using Onebox.Kernel.Access;

namespace Onebox.Security.Users;

/// <summary><c>PATCH /api/users/{user}</c>: another role, other groups, disable, enable.</summary>
internal static class UpdateUser
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/api/users/{user}", HandleAsync).Allow(Actions.AccessWrite).WithName("UpdateUser").WithTags("Access");

    private static async Task<Ok<UserInfo>> HandleAsync(string user, UpdateUserRequest request, HttpContext http, UserStore users, IAudit audit, CancellationToken cancellation)
    {
        new Validation()
            .Require(request.Role is null || Roles.Exists(request.Role), "role", $"A role is one of {string.Join(", ", Roles.Ranked)}.")
            .Require(request.Groups?.All(Names.IsValid) ?? true, "groups", Names.Rule)
            .ThrowIfInvalid();
        var changed = await users.ChangeAsync(
            user,
            record =>
            {
                record.Role = request.Role ?? record.Role;
                record.Disabled = request.Disabled ?? record.Disabled;
                if (request.Groups is { } groups) record.Groups = groups.Count == 0 ? null : string.Join(' ', groups);
            },
            cancellation);
        await audit.WriteAsync(http.Caller(), "user.changed", changed.Id, $"{changed.Name}, {changed.Role}{(changed.Disabled ? ", disabled" : "")}{(request.Groups is null ? "" : $", groups {changed.Groups ?? "none"}")}", cancellation);
        return TypedResults.Ok(changed.ToInfo());
    }
}
