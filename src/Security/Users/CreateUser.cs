using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Access;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Security.Sessions;
using Onebox.Security.Store;

namespace Onebox.Security.Users;

/// <summary><c>POST /api/users</c>: the answer holds a single-use link by which the new user signs in and sets a password.</summary>
internal static class CreateUser
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/users", HandleAsync).Allow(Actions.AccessWrite).WithName("CreateUser").WithTags("Access");

    private static async Task<Created<CreatedUser>> HandleAsync(
        CreateUserRequest request, HttpContext http, UserStore users, LinkStore links, Ids ids, TimeProvider clock, IAudit audit, CancellationToken cancellation)
    {
        new Validation()
            .Require(Names.IsValid(request.Name), "name", Names.Rule)
            .Require(Roles.Exists(request.Role), "role", $"A role is one of {string.Join(", ", Roles.Ranked)}.")
            .Require(request.Groups?.All(Names.IsValid) ?? true, "groups", Names.Rule)
            .ThrowIfInvalid();
        if (await users.FindAsync(request.Name, cancellation) is not null) throw SecurityErrors.UserExists(request.Name);

        var user = new UserRecord { Id = ids.New(ResourceKinds.User), Name = request.Name, Role = request.Role, Groups = request.Groups is { Count: > 0 } groups ? string.Join(' ', groups) : null, CreatedAt = clock.GetUtcNow() };
        await users.AddAsync(user, cancellation);
        await audit.WriteAsync(http.Caller(), "user.created", user.Id, $"{user.Name}, {user.Role}", cancellation);
        return TypedResults.Created($"/api/users/{user.Id}", new CreatedUser(user.ToInfo(), await links.CreateAsync(user, http.Request, cancellation)));
    }
}
