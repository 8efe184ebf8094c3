using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Access;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Security.Store;

namespace Onebox.Security.Keys;

/// <summary><c>POST /api/keys</c>: the key itself is in this answer and nowhere else.</summary>
internal static class CreateKey
{
    private const int ShownCharacters = 7;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/keys", HandleAsync).Allow(Actions.KeysOwn).WithName("CreateKey").WithTags("Access");

    private static async Task<Created<CreatedKey>> HandleAsync(CreateKeyRequest request, HttpContext http, KeyStore keys, Ids ids, TimeProvider clock, IAudit audit, CancellationToken cancellation)
    {
        var caller = http.Caller();
        var role = request.Role ?? (Roles.Within(Roles.Developer, caller.Role) ? Roles.Developer : caller.Role);
        Validate(request, role, clock.GetUtcNow());

        // A key never may more than its maker: not by role, not by action, not by route.
        if (!Roles.Within(role, caller.Role)) throw SecurityErrors.RoleTooHigh(role);
        var actions = request.Actions ?? (caller.KeyId is null ? null : [.. Roles.ActionsOf(role).Where(caller.May)]);
        if (actions?.FirstOrDefault(action => !caller.May(action)) is { } beyond) throw SecurityErrors.Forbidden(caller.Name, beyond).ToException();
        var routes = request.Routes ?? caller.Routes?.ToArray();
        if (routes?.FirstOrDefault(route => !caller.MayUseRoute(route)) is { } foreign) throw SecurityErrors.Forbidden(caller.Name, $"the route {foreign}").ToException();

        var groups = request.Groups ?? (caller.KeyId is null ? null : caller.Groups?.ToArray());
        // The owner may read everything; others hand on what they have.
        if (caller.Role != Roles.Owner && groups?.FirstOrDefault(group => caller.Groups?.Contains(group) != true) is { } other) throw SecurityErrors.Forbidden(caller.Name, $"the group {other}").ToException();

        var secret = KeyStore.Prefix + Secrets.New();
        var key = new KeyRecord
        {
            Id = ids.New(ResourceKinds.Key),
            Name = request.Name,
            Prefix = secret[..ShownCharacters],
            Hash = Secrets.Hash(secret),
            UserId = caller.UserId,
            Role = role,
            Actions = actions is null ? null : string.Join(' ', actions),
            Routes = routes is null ? null : string.Join(' ', routes),
            Groups = groups is null ? null : string.Join(' ', groups),
            RequestsPerDay = request.Quota?.RequestsPerDay,
            TokensPerDay = request.Quota?.TokensPerDay,
            RequestsPerMinute = request.Quota?.RequestsPerMinute,
            CreatedAt = clock.GetUtcNow(),
            ExpiresAt = request.ExpiresAt,
        };
        await keys.AddAsync(key, cancellation);
        await audit.WriteAsync(caller, "key.created", key.Id, $"{key.Name}, {role}", cancellation);
        return TypedResults.Created($"/api/keys/{key.Id}", new CreatedKey(secret, key.ToInfo(0, 0)));
    }

    private static void Validate(CreateKeyRequest request, string role, DateTimeOffset now) => new Validation()
        .Require(Names.IsValid(request.Name), "name", Names.Rule)
        .Require(Roles.Exists(role), "role", $"A role is one of {string.Join(", ", Roles.Ranked)}.")
        .Require(request.Actions is null or { Count: > 0 }, "actions", "Leave actions out for all that the role may, or name at least one.")
        .Require(request.Actions?.All(a => Roles.ActionsOf(role).Contains(a)) ?? true, "actions", $"A key of the role {role} can have these actions: {string.Join(", ", Roles.ActionsOf(role).Order(StringComparer.Ordinal))}.")
        .Require(request.Routes is null or { Count: > 0 } && (request.Routes?.All(Names.IsValid) ?? true), "routes", "Leave routes out for all, or name at least one by its name.")
        .Require(request.Groups?.All(Names.IsValid) ?? true, "groups", Names.Rule)
        .Require(request.ExpiresAt is null || request.ExpiresAt > now, "expiresAt", "The time of expiry has passed already.")
        .Require(request.Quota is null or { RequestsPerDay: null or > 0, TokensPerDay: null or > 0, RequestsPerMinute: null or > 0 }, "quota", "Each limit of a quota is above 0, or left out.")
        .ThrowIfInvalid();
}
