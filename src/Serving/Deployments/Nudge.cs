using System.Threading.Channels;

namespace Onebox.Serving.Deployments;

/// <summary>Wakes a loop that waits; nudges that come while it is awake count as one.</summary>
internal sealed class Nudge
{
    private readonly Channel<bool> _pending = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Give() => _pending.Writer.TryWrite(true);

    /// <summary>Returns at the next nudge, after <paramref name="most"/>, or when <paramref name="stop"/> is cancelled: it never throws.</summary>
    public async Task WaitAsync(TimeSpan most, TimeProvider clock, CancellationToken stop)
    {
        using var over = new CancellationTokenSource(most, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, stop);
        await ((Task)_pending.Reader.WaitToReadAsync(either.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _pending.Reader.TryRead(out _);
    }
}
