using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Onebox.Api.Access;
using Onebox.Security.Store;

namespace Onebox.Security.Sessions;

/// <summary>Single-use sign-in links.</summary>
internal sealed class LinkStore(IDbContextFactory<SecurityContext> contexts, IOptions<SecurityOptions> options, BoxAddress address, TimeProvider clock)
{
    /// <summary>Makes a link and ends the user's earlier ones.</summary>
    public async Task<SignInLink> CreateAsync(UserRecord user, HttpRequest request, CancellationToken cancellation)
    {
        var token = Secrets.New();
        var expires = clock.GetUtcNow() + options.Value.LinkLifetime;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Links.Where(l => l.UserId == user.Id).ExecuteDeleteAsync(cancellation);
        context.Links.Add(new LinkRecord { TokenHash = Secrets.Hash(token), UserId = user.Id, ExpiresAt = expires });
        await context.SaveChangesAsync(cancellation);
        // In the fragment, the token is in no server's log and no referrer.
        return new SignInLink($"{address.For(request)}/sign-in#{token}", expires);
    }

    /// <summary>Uses the link up.</summary>
    /// <returns>Its user; null when it is unknown, expired or used.</returns>
    public async Task<string?> UseAsync(string token, CancellationToken cancellation)
    {
        var (hash, now) = (Secrets.Hash(token), clock.GetUtcNow());
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        // One statement decides who is first.
        var used = await context.Links.Where(l => l.TokenHash == hash && l.UsedAt == null && l.ExpiresAt > now).ExecuteUpdateAsync(set => set.SetProperty(l => l.UsedAt, now), cancellation);
        return used == 0 ? null : await context.Links.Where(l => l.TokenHash == hash).Select(l => l.UserId).FirstAsync(cancellation);
    }
}
