using Microsoft.Extensions.Hosting;

namespace Onebox.Kernel;

public static class HostStart
{
    /// <summary>Waits until the whole host has started: the silo is there, and every module. A background service itself begins before that.</summary>
    public static async Task UntilStartedAsync(this IHostApplicationLifetime lifetime, CancellationToken cancellation)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellation);
    }
}
