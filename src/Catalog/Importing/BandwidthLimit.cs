using Microsoft.Extensions.Options;

namespace Onebox.Catalog.Importing;

/// <summary>Spreads the bytes of all downloads over time, so that together they stay below the limit.</summary>
internal sealed class BandwidthLimit(IOptions<CatalogOptions> options, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly long? _limit = options.Value.MaxDownloadBytesPerSecond;
    private DateTimeOffset _freeAt;

    /// <summary>How much to read at once: small pieces under a small limit, so that the wait for one stays short.</summary>
    public int PieceBytes(int most) => _limit is { } limit ? (int)Math.Clamp(limit / 8, 1024, most) : most;

    /// <summary>Returns when <paramref name="bytes"/> more may be counted.</summary>
    public Task WaitAsync(int bytes, CancellationToken cancellation)
    {
        if (_limit is not { } limit) return Task.CompletedTask;
        TimeSpan wait;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            var start = _freeAt > now ? _freeAt : now;
            _freeAt = start + TimeSpan.FromSeconds((double)bytes / limit);
            wait = _freeAt - now;
        }

        return Task.Delay(wait, clock, cancellation);
    }
}
