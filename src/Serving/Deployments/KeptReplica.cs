namespace Onebox.Serving.Deployments;

/// <summary>A replica in its keeper's hands, with the loop that follows it.</summary>
internal sealed class KeptReplica(Replica replica, long startedAt) : IDisposable
{
    private readonly CancellationTokenSource _unwatch = new();
    private Task _watching = Task.CompletedTask;

    public Replica Replica { get; } = replica;
    public long StartedAt { get; } = startedAt;

    /// <summary>Its drain and end, once they have begun.</summary>
    public Task? Ending { get; set; }
    public bool Ended => Ending is { IsCompleted: true };

    public void Watch(WatchReplica watch, Action changed) =>
        _watching = Task.Run(() => watch.RunAsync(Replica, changed, _unwatch.Token), CancellationToken.None);

    public void Dispose() => _unwatch.Dispose();

    public async Task UnwatchAsync()
    {
        await _unwatch.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
