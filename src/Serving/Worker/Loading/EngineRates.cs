using Onebox.Api.Deployments;
using Onebox.Llama;

namespace Onebox.Serving.Worker.Loading;

/// <summary>The engine's counters as a state: totals become rates over the time since somebody last asked, at least a second.</summary>
internal sealed class EngineRates(Engine engine, TimeProvider clock)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long _at = clock.GetTimestamp();
    private long _prompt, _generated;
    private double _promptRate, _generatedRate;

    public EngineInfo Read()
    {
        var now = engine.Snapshot();
        lock (_lock)
        {
            var elapsed = clock.GetElapsedTime(_at);
            if (elapsed >= Shortest)
            {
                var computed = now.PromptTokens - now.CachedTokens;
                _promptRate = (computed - _prompt) / elapsed.TotalSeconds;
                _generatedRate = (now.GeneratedTokens - _generated) / elapsed.TotalSeconds;
                (_at, _prompt, _generated) = (clock.GetTimestamp(), computed, now.GeneratedTokens);
            }

            return new EngineInfo(now.Running, now.Waiting, now.UsedCells, now.TotalCells, now.CacheHitRatio, _promptRate, _generatedRate);
        }
    }
}
