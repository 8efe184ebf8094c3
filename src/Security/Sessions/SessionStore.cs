using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Onebox.Security.Store;

namespace Onebox.Security.Sessions;

/// <summary>Console sign-ins; one ends when it is not used for <see cref="SecurityOptions.SessionIdle"/>.</summary>
internal sealed class SessionStore(IDbContextFactory<SecurityContext> contexts, IOptions<SecurityOptions> options, TimeProvider clock)
{
    /// <summary>What a session's token begins with, to tell it from a key.</summary>
    public const string Prefix = "obs_";

    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, SessionRecord> _known = new(StringComparer.Ordinal);

    /// <returns>The token for the cookie.</returns>
    public async Task<string> CreateAsync(string userId, CancellationToken cancellation)
    {
        var token = Prefix + Secrets.New();
        var now = clock.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var oldest = now - options.Value.SessionIdle;
        await context.Sessions.Where(s => s.LastSeenAt < oldest).ExecuteDeleteAsync(cancellation);
        context.Sessions.Add(new SessionRecord { TokenHash = Secrets.Hash(token), UserId = userId, CreatedAt = now, LastSeenAt = now });
        await context.SaveChangesAsync(cancellation);
        return token;
    }

    /// <returns>The session's user; null when it is unknown or has been idle too long.</returns>
    public async ValueTask<string?> UserOfAsync(string token, CancellationToken cancellation)
    {
        var hash = Secrets.Hash(token);
        if (!_known.TryGetValue(hash, out var session))
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            session = await context.Sessions.AsNoTracking().FirstOrDefaultAsync(s => s.TokenHash == hash, cancellation);
            if (session is null) return null;
            _known[hash] = session;
        }

        var now = clock.GetUtcNow();
        if (now - session.LastSeenAt > options.Value.SessionIdle)
        {
            _known.TryRemove(hash, out _);
            return null;
        }

        if (now - session.LastSeenAt > SeenEvery)
        {
            session.LastSeenAt = now;
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            await context.Sessions.Where(s => s.TokenHash == hash).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now), cancellation);
        }

        return session.UserId;
    }

    public async Task EndAsync(string token, CancellationToken cancellation)
    {
        var hash = Secrets.Hash(token);
        _known.TryRemove(hash, out _);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Sessions.Where(s => s.TokenHash == hash).ExecuteDeleteAsync(cancellation);
    }
}
