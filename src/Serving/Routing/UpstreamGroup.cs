using Onebox.Serving.Forwarding;

namespace Onebox.Serving.Routing;

internal enum Availability
{
    /// <summary>At least one upstream answers.</summary>
    Ready,

    /// <summary>None answers yet, but one is on its way: requests may wait.</summary>
    Coming,

    /// <summary>Not loaded while nobody asks; a request wakes it.</summary>
    Idle,

    /// <summary>Stopped or failed: nothing will answer by itself soon.</summary>
    Down,
}

/// <summary>A group as requests see it at one moment; never changed, only replaced.</summary>
/// <param name="Ready">The upstreams that take requests.</param>
/// <param name="Reason">Why nothing answers.</param>
/// <param name="LoadProgress">From 0 to 1.</param>
/// <param name="Remaining">Until it answers, estimated.</param>
/// <param name="Replacing">It answered until now and is being replaced: requests wait longer rather than be lost.</param>
internal sealed record GroupView(
    Availability Availability,
    IReadOnlyList<Upstream> Ready,
    string? Reason = null,
    double? LoadProgress = null,
    TimeSpan? Remaining = null,
    bool Replacing = false);

/// <summary>What a route's target names: the replicas of one deployment, or one external engine. Live state, read by every request.</summary>
internal sealed class UpstreamGroup(string id, string name, TimeProvider clock)
{
    private GroupView _view = new(Availability.Down, [], "It has not been started.");
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastUsedAt = clock.GetTimestamp();
    private int _waiting;
    private int _background;

    public string Id { get; } = id;
    public string Name { get; } = name;
    public GroupView View => Volatile.Read(ref _view);

    /// <summary>Requests that wait for an upstream to become ready.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Requests under way that only the engine's idle time is for.</summary>
    public int Background => Volatile.Read(ref _background);

    /// <summary>Asks whoever owns the group to load it; quick, and harmless when it is already loading.</summary>
    public Action Wake { get; set; } = static () => { };

    /// <summary>Tells whoever owns the group that a request lost this upstream, so that it looks at once.</summary>
    public Action<Upstream> Lost { get; set; } = static _ => { };

    /// <summary>For how long no request has come.</summary>
    public TimeSpan Unused => clock.GetElapsedTime(Interlocked.Read(ref _lastUsedAt));

    public void CountBackground(int change) => Interlocked.Add(ref _background, change);

    public void Touch() => Interlocked.Exchange(ref _lastUsedAt, clock.GetTimestamp());

    public void Publish(GroupView view)
    {
        Volatile.Write(ref _view, view);
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <summary>
    /// Waits until an upstream is ready, or nothing is coming any more, or <paramref name="patience"/> is over; at most
    /// <paramref name="mostWaiting"/> requests wait at once.
    /// </summary>
    /// <returns>False when too many wait already.</returns>
    public async Task<bool> WaitAsync(TimeSpan patience, int mostWaiting, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _waiting) > mostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }

        try
        {
            var began = clock.GetTimestamp();
            while (true)
            {
                // Taken before the look, so that no change between the two is missed.
                var changed = Volatile.Read(ref _changed).Task;
                var view = View;
                if (view.Availability is Availability.Ready or Availability.Down) return true;
                if (view.Availability == Availability.Idle) Wake();
                var left = patience - clock.GetElapsedTime(began);
                if (left <= TimeSpan.Zero) return true;
                await changed.WaitAsync(left, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellation.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
