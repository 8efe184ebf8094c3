using System.Globalization;
using Onebox.Kernel;

namespace Onebox.Catalog.Importing;

/// <summary>Waits longer after each try without progress, and gives up after too many of them; early, where nobody is at the address.</summary>
internal sealed class Retries(CatalogOptions options, TimeProvider clock)
{
    /// <summary>A mistyped address stays one: no patience for it before the first byte.</summary>
    private const int UnreachedAttempts = 3;

    private long _furthest;
    private int _tries;

    /// <param name="tell">Gets why it waits, for a step or a line of a task's log.</param>
    /// <param name="reached">How far the last try came; farther than ever before makes it the first of a new row.</param>
    /// <exception cref="Kernel.ProblemException"><c>import.source_unavailable</c>.</exception>
    public async Task WaitAsync(string source, long reached, SourceInterruptedException interruption, Func<string, Task> tell, CancellationToken cancellation)
    {
        _tries = reached > _furthest ? 1 : _tries + 1;
        _furthest = Math.Max(_furthest, reached);
        var unreached = interruption.Unreached && reached == 0;
        var most = unreached ? Math.Min(UnreachedAttempts, options.DownloadAttempts) : options.DownloadAttempts;
        if (_tries >= most) throw ImportErrors.GaveUp(source, _tries, interruption, unreached);
        var backOff = unreached ? options.RetryDelay : TimeSpan.FromTicks((long)Math.Min(options.MaxRetryDelay.Ticks, options.RetryDelay.Ticks * Math.Pow(2, _tries - 1)));
        var wait = interruption.RetryAfter is { } asked && asked > backOff ? (asked < options.MaxRetryDelay ? asked : options.MaxRetryDelay) : backOff;
        var onward = reached > 0 ? $"; going on from {Sizes.Text(reached)}" : "";
        await tell(string.Create(CultureInfo.InvariantCulture, $"try {_tries + 1} of {most} in {wait.TotalSeconds:0.#} s: {interruption.Message}{onward}"));
        await Task.Delay(wait, clock, cancellation);
    }
}
