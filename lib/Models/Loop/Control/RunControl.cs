namespace Onebox.Models.Loop;

/// <summary>What other threads ask of a run; it looks between steps.</summary>
internal sealed class RunControl : IDisposable
{
    private readonly ManualResetEventSlim _go = new(initialState: true);
    private long _end;

    public bool IsPaused => !_go.IsSet;

    public void Pause() => _go.Reset();

    public void Resume() => _go.Set();

    public void ChangeEnd(long total) => Volatile.Write(ref _end, Math.Max(1, total));

    /// <summary>The end that was asked for since the last call; 0: none.</summary>
    public long TakeEnd() => Interlocked.Exchange(ref _end, 0);

    /// <summary>Waits until <see cref="Resume"/>, the cancellation or the time out; says whether it was resumed.</summary>
    public bool Wait(TimeSpan most, CancellationToken cancellation)
    {
        try
        {
            return _go.Wait(most, cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => _go.Dispose();
}
