using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Onebox.Security.Store;

namespace Onebox.Security.Users;

internal sealed class UserStore(IDbContextFactory<SecurityContext> contexts, TimeProvider clock)
{
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, UserRecord> _byId = new(StringComparer.Ordinal);

    /// <summary>From memory after the first time: the gate asks for every request.</summary>
    public async ValueTask<UserRecord?> GetAsync(string id, CancellationToken cancellation)
    {
        if (_byId.TryGetValue(id, out var known)) return known;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var user = await context.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, cancellation);
        if (user is not null) _byId[id] = user;
        return user;
    }

    public async Task<UserRecord?> FindAsync(string nameOrId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == nameOrId || u.Name == nameOrId, cancellation);
    }

    public async Task<IReadOnlyList<UserRecord>> ListAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Users.AsNoTracking().OrderBy(u => u.Name).ToListAsync(cancellation);
    }

    public async Task AddAsync(UserRecord user, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        context.Users.Add(user);
        await context.SaveChangesAsync(cancellation);
    }

    /// <summary>Changes a user; refuses to leave the box without an owner who can sign in.</summary>
    public async Task<UserRecord> ChangeAsync(string nameOrId, Action<UserRecord> change, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var user = await context.Users.FirstOrDefaultAsync(u => u.Id == nameOrId || u.Name == nameOrId, cancellation) ?? throw SecurityErrors.UserNotFound(nameOrId);
        change(user);
        await context.SaveChangesAsync(cancellation);
        await KeepAnOwnerAsync(context, cancellation);
        await transaction.CommitAsync(cancellation);
        _byId.TryRemove(user.Id, out _);
        return user;
    }

    /// <summary>Removes a user with keys, sessions and links.</summary>
    public async Task<UserRecord> DeleteAsync(string nameOrId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var user = await context.Users.FirstOrDefaultAsync(u => u.Id == nameOrId || u.Name == nameOrId, cancellation) ?? throw SecurityErrors.UserNotFound(nameOrId);
        await context.Sessions.Where(s => s.UserId == user.Id).ExecuteDeleteAsync(cancellation);
        await context.Links.Where(l => l.UserId == user.Id).ExecuteDeleteAsync(cancellation);
        await context.Keys.Where(k => k.UserId == user.Id).ExecuteDeleteAsync(cancellation);
        context.Users.Remove(user);
        await context.SaveChangesAsync(cancellation);
        await KeepAnOwnerAsync(context, cancellation);
        await transaction.CommitAsync(cancellation);
        _byId.TryRemove(user.Id, out _);
        return user;
    }

    /// <summary>Notes that the user was here, at most once a minute.</summary>
    public async Task SeenAsync(UserRecord user)
    {
        var now = clock.GetUtcNow();
        if (now - user.LastSeenAt < SeenEvery) return;
        user.LastSeenAt = now;
        await using var context = await contexts.CreateDbContextAsync();
        await context.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.LastSeenAt, now));
    }

    private static async Task KeepAnOwnerAsync(SecurityContext context, CancellationToken cancellation)
    {
        if (!await context.Users.AnyAsync(u => u.Role == Roles.Owner && !u.Disabled, cancellation)) throw SecurityErrors.LastOwner();
    }
}
