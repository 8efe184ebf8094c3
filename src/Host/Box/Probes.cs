using Onebox.Api.Box;
using Onebox.Kernel.Ports;

namespace Onebox.Host.Box;

/// <summary>Asks all probes, at most every few seconds; one that is slow or fails is itself a finding.</summary>
internal sealed class Probes(IEnumerable<IProbe> probes, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private IReadOnlyList<Attention> _found = [];
    private DateTimeOffset _askedAt = DateTimeOffset.MinValue;

    /// <summary>What needs a person, most urgent first.</summary>
    public async Task<IReadOnlyList<Attention>> AskAsync(CancellationToken cancellation)
    {
        await _oneAtATime.WaitAsync(cancellation);
        try
        {
            if (clock.GetUtcNow() - _askedAt > Fresh)
            {
                var answers = await Task.WhenAll(probes.Select(p => AskAsync(p, cancellation)));
                _found = [.. answers.SelectMany(a => a).OrderBy(a => a.Level == "failing" ? 0 : 1)];
                _askedAt = clock.GetUtcNow();
            }

            return _found;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private static async Task<IEnumerable<Attention>> AskAsync(IProbe probe, CancellationToken cancellation)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Patience);
            var findings = await probe.CheckAsync(patience.Token).AsTask().WaitAsync(patience.Token);
            return findings.Where(f => f.Level != FindingLevel.Fine).Select(f => new Attention(f.Level == FindingLevel.Failing ? "failing" : "attention", probe.Name, f.Summary, f.Remedy, f.ResourceId));
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            return [new Attention("attention", probe.Name, $"The state of {probe.Name} cannot be told: {error.Message}", "See the log.", null)];
        }
    }
}
