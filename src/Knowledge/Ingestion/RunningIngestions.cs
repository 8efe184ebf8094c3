using System.Collections.Concurrent;

namespace Onebox.Knowledge.Ingestion;

/// <summary>Which tasks fill which base at this moment. Two of the same base run one after the other: they would read the same files.</summary>
internal sealed class RunningIngestions
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _bases = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Of(string baseId) => [.. _bases.Where(b => b.Value == baseId).Select(b => b.Key)];

    /// <summary>Waits for its turn; dispose to give it up.</summary>
    public async Task<IDisposable> EnterAsync(string baseId, string taskId, CancellationToken cancellation)
    {
        _bases[taskId] = baseId;
        var turn = _turns.GetOrAdd(baseId, _ => new SemaphoreSlim(1, 1));
        try
        {
            await turn.WaitAsync(cancellation);
        }
        catch
        {
            _bases.TryRemove(taskId, out _);
            throw;
        }

        return new Turn(() =>
        {
            _bases.TryRemove(taskId, out _);
            turn.Release();
        });
    }

    private sealed class Turn(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
