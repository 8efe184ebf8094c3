using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Security.Store;

namespace Onebox.Security.Keys;

/// <summary>
/// Counts requests and tokens of each key and day. Counting is in memory; the book is written every few seconds and at the end, so that a
/// killed host forgets at most the last seconds.
/// </summary>
internal sealed class UsageBook(IDbContextFactory<SecurityContext> contexts, KeyStore keys, TimeProvider clock) : BackgroundService, IUsage
{
    private static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string KeyId, int Day), Page> _pages = new();

    /// <summary>Days since 1970, UTC.</summary>
    public static int DayOf(DateTimeOffset time) => (int)(time.ToUnixTimeSeconds() / 86_400);

    public async ValueTask<Problem?> TryBeginAsync(Caller caller, string route, CancellationToken cancellation = default)
    {
        if (caller.KeyId is not { } id) return null;
        var now = clock.GetUtcNow();
        var page = await PageAsync(id, DayOf(now), cancellation);
        if (await keys.ByIdAsync(id, cancellation) is { } key)
        {
            var until = DateTimeOffset.FromUnixTimeSeconds((DayOf(now) + 1) * 86_400L);
            if (key.RequestsPerDay <= Interlocked.Read(ref page.Requests)) return SecurityErrors.QuotaExceeded("requests a day", key.RequestsPerDay.Value, until, until - now);
            if (key.TokensPerDay <= Interlocked.Read(ref page.Tokens)) return SecurityErrors.QuotaExceeded("tokens a day", key.TokensPerDay.Value, until, until - now);
        }

        Interlocked.Increment(ref page.Requests);
        return null;
    }

    public void Record(Caller caller, string route, long tokens)
    {
        if (caller.KeyId is not { } id) return;
        // A request that began before midnight counts on the day it ends, on a page that may not have been read yet.
        var page = _pages.GetOrAdd((id, DayOf(clock.GetUtcNow())), static _ => new Page());
        Interlocked.Add(ref page.Tokens, tokens);
    }

    /// <summary>Writes what has not been written.</summary>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        var today = DayOf(clock.GetUtcNow());
        foreach (var ((keyId, day), page) in _pages)
        {
            await page.Gate.WaitAsync(cancellation);
            try
            {
                var (requests, tokens) = (Interlocked.Read(ref page.Requests), Interlocked.Read(ref page.Tokens));
                var (newRequests, newTokens) = (requests - page.WrittenRequests, tokens - page.WrittenTokens);
                if (newRequests != 0 || newTokens != 0)
                {
                    await AddAsync(keyId, day, newRequests, newTokens, cancellation);
                    (page.WrittenRequests, page.WrittenTokens) = (requests, tokens);
                }
            }
            finally
            {
                page.Gate.Release();
            }

            if (day < today - 1) _pages.TryRemove((keyId, day), out _);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(CancellationToken.None);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(WriteEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await WriteAsync(stoppingToken);
    }

    private async ValueTask<Page> PageAsync(string keyId, int day, CancellationToken cancellation)
    {
        var page = _pages.GetOrAdd((keyId, day), static _ => new Page());
        if (page.IsRead) return page;
        await page.Gate.WaitAsync(cancellation);
        try
        {
            if (page.IsRead) return page;
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            if (await context.Usage.AsNoTracking().FirstOrDefaultAsync(u => u.KeyId == keyId && u.Day == day, cancellation) is { } written)
            {
                Interlocked.Add(ref page.Requests, written.Requests - page.WrittenRequests);
                Interlocked.Add(ref page.Tokens, written.Tokens - page.WrittenTokens);
                (page.WrittenRequests, page.WrittenTokens) = (written.Requests, written.Tokens);
            }

            page.IsRead = true;
        }
        finally
        {
            page.Gate.Release();
        }

        return page;
    }

    private async Task AddAsync(string keyId, int day, long requests, long tokens, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var changed = await context.Usage.Where(u => u.KeyId == keyId && u.Day == day)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.Requests, u => u.Requests + requests).SetProperty(u => u.Tokens, u => u.Tokens + tokens), cancellation);
        if (changed > 0) return;
        context.Usage.Add(new UsageRecord { KeyId = keyId, Day = day, Requests = requests, Tokens = tokens });
        await context.SaveChangesAsync(cancellation);
    }

#pragma warning disable CA1001 // The semaphore's wait handle is never asked for, so there is nothing to dispose of.
    /// <summary>One key's day.</summary>
    private sealed class Page
    {
        public readonly SemaphoreSlim Gate = new(1);
        public volatile bool IsRead;
        public long Requests;
        public long Tokens;
        public long WrittenRequests;
        public long WrittenTokens;
    }
#pragma warning restore CA1001
}
