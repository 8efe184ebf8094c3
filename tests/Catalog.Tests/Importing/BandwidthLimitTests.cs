using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Onebox.Catalog.Importing;

namespace Onebox.Catalog.Tests.Importing;

public sealed class BandwidthLimitTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Wait_OfTwoDownloads_SharesTheLimit()
    {
        var limit = new BandwidthLimit(Options.Create(new CatalogOptions { MaxDownloadBytesPerSecond = 1000 }), _clock);
        var first = limit.WaitAsync(1000, TestContext.Current.CancellationToken);
        var second = limit.WaitAsync(1000, TestContext.Current.CancellationToken);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await first;
        Assert.False(second.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await second;
    }

    [Fact]
    public void Wait_WithoutALimit_IsNone() =>
        Assert.True(new BandwidthLimit(Options.Create(new CatalogOptions()), _clock).WaitAsync(int.MaxValue, TestContext.Current.CancellationToken).IsCompletedSuccessfully);
}
