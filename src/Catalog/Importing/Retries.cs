using Onebox.Kernel;

namespace Onebox.Catalog.Importing;

/// <summary>Waits longer after each try without progress, and gives up after too many of them.</summary>
internal sealed class Retries(CatalogOptions options, TimeProvider clock)
{
    private long _furthest;
    private int _tries;

    /// <param name="log">Gets why it waits.</param>
    /// <param name="reached">How far the last try came; farther than ever before makes it the first of a new row.</param>
    /// <exception cref="Kernel.ProblemException"><c>import.source_unavailable</c>.</exception>
    public async Task WaitAsync(string source, long reached, SourceInterruptedException interruption, Func<string, Task> log, CancellationToken cancellation)
    {
        _tries = reached > _furthest ? 1 : _tries + 1;
        _furthest = Math.Max(_furthest, reached);
        if (_tries >= options.DownloadAttempts) throw ImportErrors.GaveUp(source, _tries, interruption);
        var backOff = TimeSpan.FromTicks((long)Math.Min(options.MaxRetryDelay.Ticks, options.RetryDelay.Ticks * Math.Pow(2, _tries - 1)));
        var wait = interruption.RetryAfter is { } asked && asked > backOff ? (asked < options.MaxRetryDelay ? asked : options.MaxRetryDelay) : backOff;
        await log($"{interruption.Message}; trying again from {Sizes.Text(reached)} in {wait.TotalSeconds:0.#} s.");
        await Task.Delay(wait, clock, cancellation);
    }
}
