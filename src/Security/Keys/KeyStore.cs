using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Onebox.Security.Store;

namespace Onebox.Security.Keys;

/// <summary>API keys. The gate asks for every request, so all live keys are held in memory and read again after a change.</summary>
internal sealed class KeyStore(IDbContextFactory<SecurityContext> contexts, TimeProvider clock)
{
    /// <summary>What every key begins with.</summary>
    public const string Prefix = "ob_";

    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    private volatile FrozenDictionary<string, KeyRecord>? _byHash;

    /// <returns>The live key that <paramref name="secret"/> is; null when it is unknown, revoked or expired.</returns>
    public async ValueTask<KeyRecord?> FindBySecretAsync(string secret, CancellationToken cancellation)
    {
        var keys = _byHash ?? await ReadAsync(cancellation);
        if (!keys.TryGetValue(Secrets.Hash(secret), out var key)) return null;
        var now = clock.GetUtcNow();
        if (key.ExpiresAt <= now) return null;
        if (key.LastUsedAt is null || now - key.LastUsedAt > SeenEvery)
        {
            key.LastUsedAt = now;
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            await context.Keys.Where(k => k.Id == key.Id).ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, now), cancellation);
        }

        return key;
    }

    /// <returns>The live key of that id.</returns>
    public async ValueTask<KeyRecord?> ByIdAsync(string id, CancellationToken cancellation)
    {
        var keys = _byHash ?? await ReadAsync(cancellation);
        return keys.Values.FirstOrDefault(k => k.Id == id);
    }

    /// <param name="userId">Null: of all users.</param>
    public async Task<IReadOnlyList<(KeyRecord Key, UsageRecord? Today)>> ListAsync(string? userId, CancellationToken cancellation)
    {
        var today = UsageBook.DayOf(clock.GetUtcNow());
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var keys = await context.Keys.AsNoTracking().Where(k => userId == null || k.UserId == userId).OrderBy(k => k.Id).ToListAsync(cancellation);
        var usage = await context.Usage.AsNoTracking().Where(u => u.Day == today).ToDictionaryAsync(u => u.KeyId, StringComparer.Ordinal, cancellation);
        return [.. keys.Select(k => (k, usage.GetValueOrDefault(k.Id)))];
    }

    /// <exception cref="Kernel.ProblemException"><c>key.exists</c>: the user has a live key of that name.</exception>
    public async Task AddAsync(KeyRecord key, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.Keys.AnyAsync(k => k.UserId == key.UserId && k.Name == key.Name && !k.Revoked, cancellation)) throw SecurityErrors.KeyExists(key.Name);
        context.Keys.Add(key);
        await context.SaveChangesAsync(cancellation);
        Forget();
    }

    /// <param name="userId">Whose key a name means first: other users may have one of the same name.</param>
    /// <exception cref="Kernel.ProblemException"><c>key.not_found</c>; <c>key.ambiguous</c>: several other users have one of that name.</exception>
    public async Task<KeyRecord> RevokeAsync(string nameOrId, string userId, bool ofAnyUser, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var found = await context.Keys.Where(k => (k.Id == nameOrId || k.Name == nameOrId) && !k.Revoked && (ofAnyUser || k.UserId == userId)).ToListAsync(cancellation);
        var key = found.Find(k => k.Id == nameOrId) ?? found.Find(k => k.UserId == userId) ?? (found.Count > 1 ? throw SecurityErrors.KeyAmbiguous(nameOrId) : found.SingleOrDefault())
            ?? throw SecurityErrors.KeyNotFound(nameOrId);
        key.Revoked = true;
        await context.SaveChangesAsync(cancellation);
        Forget();
        return key;
    }

    /// <summary>Reads all keys again at the next request.</summary>
    public void Forget() => _byHash = null;

    private async Task<FrozenDictionary<string, KeyRecord>> ReadAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var keys = await context.Keys.AsNoTracking().Where(k => !k.Revoked).ToListAsync(cancellation);
        return _byHash = keys.ToFrozenDictionary(k => k.Hash, StringComparer.Ordinal);
    }
}
