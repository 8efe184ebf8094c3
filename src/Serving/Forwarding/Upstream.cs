namespace Onebox.Serving.Forwarding;

/// <summary>
/// Something that answers OpenAI's requests: a replica's worker on its socket, or an engine elsewhere. Counts what is outstanding, so
/// that the next request goes to the least loaded one and a drain knows when it is done.
/// </summary>
/// <param name="id">The replica's or the engine's id.</param>
/// <param name="address">The root to which <c>/v1/…</c> is added.</param>
/// <param name="ours">Speaks the contract of docs/formats/serving-worker.md.</param>
/// <param name="bearer">The engine's own key; null for none.</param>
internal sealed class Upstream(string id, HttpMessageInvoker http, Uri address, bool ours, string? bearer = null)
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _outstanding;
    private bool _draining;

    public string Id { get; } = id;
    public HttpMessageInvoker Http { get; } = http;
    public Uri Address { get; } = address;
    public bool Ours { get; } = ours;
    public string? Bearer { get; } = bearer;

    public int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>Counts a request in. False once draining has begun: choose another.</summary>
    public bool TryEnter()
    {
        Interlocked.Increment(ref _outstanding);
        if (!Volatile.Read(ref _draining)) return true;
        Leave();
        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _outstanding) == 0 && Volatile.Read(ref _draining)) _drained.TrySetResult();
    }

    /// <summary>Lets no request in any more; the task ends when the last one has left.</summary>
    public Task DrainAsync()
    {
        Volatile.Write(ref _draining, true);
        // Between the write above and the read below another thread may count itself in: it then sees the write and leaves.
        Interlocked.MemoryBarrier();
        if (Outstanding == 0) _drained.TrySetResult();
        return _drained.Task;
    }
}
