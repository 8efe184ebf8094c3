using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Onebox.Api.Access;
using Onebox.Kernel.Access;
using Onebox.Security.Keys;
using Onebox.Security.Sessions;
using Onebox.Security.Store;
using Onebox.Security.Users;

namespace Onebox.Security.Gate;

/// <summary>Finds out who asks, from a key, the local key, or a session.</summary>
internal sealed class CallerResolver(KeyStore keys, SessionStore sessions, UserStore users, LocalKey localKey)
{
    private const string Bearer = "Bearer ";

    /// <summary>What a request shows, and whether a browser added it by itself.</summary>
    public readonly record struct Credential(string Secret, bool IsCookie);

    public readonly record struct Resolved(Caller Caller, KeyRecord? Key);

    public static Credential? CredentialOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return new Credential(header[Bearer.Length..].Trim(), false);
        return request.Cookies[SessionClaims.Cookie] is { Length: > 0 } cookie ? new Credential(cookie, true) : null;
    }

    /// <returns>Null when the credential is unknown, expired or revoked, or its user is disabled.</returns>
    public async ValueTask<Resolved?> ResolveAsync(string secret, CancellationToken cancellation)
    {
        if (secret.StartsWith(LocalKey.Prefix, StringComparison.Ordinal)) return localKey.Matches(secret) ? await OwnerAsync(cancellation) : null;
        if (secret.StartsWith(SessionStore.Prefix, StringComparison.Ordinal))
        {
            return await sessions.UserOfAsync(secret, cancellation) is { } id && await UserAsync(id, cancellation) is { } person
                ? new Resolved(CallerOf(person), null)
                : null;
        }

        if (await keys.FindBySecretAsync(secret, cancellation) is not { } key || await UserAsync(key.UserId, cancellation) is not { } user) return null;
        return new Resolved(CallerOf(user, key), key);
    }

    /// <summary>A user as they sign in.</summary>
    public static Caller CallerOf(UserRecord user) => new(user.Id, user.Name, user.Role, null, Roles.ActionsOf(user.Role), null, GroupsOf(user));

    /// <summary>A user as one of their keys shows them.</summary>
    public static Caller CallerOf(UserRecord user, KeyRecord key)
    {
        // The user's role and groups may have become less since the key was made: both must allow.
        var allowed = Roles.ActionsOf(key.Role).Intersect(Roles.ActionsOf(user.Role), StringComparer.Ordinal);
        var role = Roles.Lesser(key.Role, user.Role);
        if (key.Actions is not null) allowed = allowed.Intersect(key.Actions.Split(' '), StringComparer.Ordinal);
        // Whoever finds a program's key could make others with it that outlive it.
        else if (role != Roles.Owner) allowed = allowed.Except([Actions.KeysOwn], StringComparer.Ordinal);
        return new Caller(user.Id, $"{user.Name}/{key.Name}", role, key.Id, allowed.ToFrozenSet(StringComparer.Ordinal), key.Routes?.Split(' ').ToFrozenSet(StringComparer.Ordinal), GroupsOf(user, key));
    }

    private static FrozenSet<string>? GroupsOf(UserRecord user) => user.GroupList()?.ToFrozenSet(StringComparer.Ordinal);

    private static FrozenSet<string>? GroupsOf(UserRecord user, KeyRecord key)
    {
        if (key.Groups is null) return GroupsOf(user);
        IEnumerable<string> groups = key.Groups.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // An owner may read everything, and gives keys what they are to read; others hand on what they have.
        if (user.Role != Roles.Owner) groups = groups.Intersect(user.GroupList() ?? [], StringComparer.Ordinal);
        return groups.ToFrozenSet(StringComparer.Ordinal);
    }

    private async ValueTask<UserRecord?> UserAsync(string id, CancellationToken cancellation)
    {
        if (await users.GetAsync(id, cancellation) is not { Disabled: false } user) return null;
        await users.SeenAsync(user);
        return user;
    }

    private async ValueTask<Resolved?> OwnerAsync(CancellationToken cancellation)
    {
        var owner = (await users.ListAsync(cancellation)).Where(u => u is { Role: Roles.Owner, Disabled: false }).MinBy(u => u.CreatedAt);
        return owner is null ? null : new Resolved(CallerOf(owner), null);
    }
}
