namespace Onebox.Host.Box;

/// <summary>Whether requests are taken: after everything has started and until the box is asked to stop.</summary>
internal sealed class Readiness(IHostApplicationLifetime lifetime, TimeProvider clock)
{
    public DateTimeOffset StartedAt { get; } = clock.GetUtcNow();

    /// <summary><c>starting</c>, <c>ready</c> or <c>draining</c>.</summary>
    public string Status =>
        lifetime.ApplicationStopping.IsCancellationRequested ? "draining"
        : lifetime.ApplicationStarted.IsCancellationRequested ? "ready"
        : "starting";
}
