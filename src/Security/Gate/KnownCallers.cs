using Onebox.Kernel.Access;
using Onebox.Security.Keys;
using Onebox.Security.Users;

namespace Onebox.Security.Gate;

/// <inheritdoc cref="ICallers"/>
internal sealed class KnownCallers(UserStore users, KeyStore keys, TimeProvider clock) : ICallers
{
    public async Task<IReadOnlyList<Caller>> ReadAsync(CancellationToken cancellation = default)
    {
        var live = (await users.ListAsync(cancellation)).Where(u => !u.Disabled).ToList();
        var byId = live.ToDictionary(u => u.Id, StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        var shown = (await keys.ListAsync(null, cancellation)).Select(k => k.Key).Where(k => !k.Revoked && !(k.ExpiresAt <= now) && byId.ContainsKey(k.UserId));
        return [.. live.Select(CallerResolver.CallerOf), .. shown.Select(key => CallerResolver.CallerOf(byId[key.UserId], key))];
    }
}
