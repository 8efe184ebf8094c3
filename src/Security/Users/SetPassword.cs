using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Onebox.Api.Access;
using Onebox.Kernel;
using Onebox.Kernel.Access;

namespace Onebox.Security.Users;

/// <summary><c>PUT /api/session/password</c>: one's own.</summary>
internal static class SetPassword
{
    private const int MaxLength = 256;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/session/password", HandleAsync).Allow(Actions.BoxRead).WithName("SetPassword").WithTags("Access");

    private static async Task<NoContent> HandleAsync(
        SetPasswordRequest request, HttpContext http, UserStore users, Passwords passwords, IOptions<SecurityOptions> options, IAudit audit, CancellationToken cancellation)
    {
        var caller = http.Caller();
        // A key is handed to programs; taking over its owner's sign-in must not come with it.
        if (caller.KeyId is not null) throw SecurityErrors.Forbidden(caller.Name, "a console sign-in").ToException();
        var least = options.Value.PasswordLength;
        new Validation()
            .Require(request.Password?.Length >= least && request.Password.Length <= MaxLength, "password", $"A password has {least} to {MaxLength} characters.")
            .ThrowIfInvalid();
        await users.ChangeAsync(caller.UserId, user => user.PasswordHash = passwords.Hash(user, request.Password!), cancellation);
        await audit.WriteAsync(caller, "password.set", caller.UserId, null, cancellation);
        return TypedResults.NoContent();
    }
}
