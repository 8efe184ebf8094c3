using Onebox.Kernel;

namespace Onebox.Host.Edge;

/// <summary>Once the box has been asked to stop, requests under way are finished and new ones are told to come back.</summary>
internal sealed class DrainEdge(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    private static readonly Problem Draining = new(ProblemKind.Unavailable, "box.draining", "The box is stopping.", "Try again when it is back.") { RetryAfter = TimeSpan.FromSeconds(5) };

    public Task InvokeAsync(HttpContext http)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested && !http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)) throw Draining.ToException();
        return next(http);
    }
}
