using Microsoft.Extensions.Options;
using Onebox.Serving;

namespace Onebox.Prediction.Running;

/// <summary>
/// Lets rows go to a route while nobody else is asking it, and never takes all of its slots: so a person who comes finds one free at once. Rows under way are
/// finished; no new one begins while a person's request is being answered.
/// </summary>
internal sealed class IdleTime(IServing serving, IOptions<PredictionOptions> options, TimeProvider clock)
{
    // What an engine elsewhere is given at once: it does not tell how much it computes side by side.
    private const int SlotsElsewhere = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _underWay = new(StringComparer.Ordinal);

    /// <summary>Waits for a moment in which a row may begin; it counts until what is returned is disposed of.</summary>
    public async Task<IDisposable> EnterAsync(string route, CancellationToken cancellation)
    {
        while (!TryEnter(route)) await Task.Delay(options.Value.LookEvery, clock, cancellation);
        return new Place(this, route);
    }

    private bool TryEnter(string route)
    {
        // A route that is not there, or not up, answers the row with its own reason.
        var load = serving.LoadOf(route);
        lock (_lock)
        {
            var mine = _underWay.GetValueOrDefault(route);
            // Other routes may lead to the same engine, and evaluations ask it in the background too.
            if (load is not null && (load.Outstanding > load.Background || Math.Max(mine, load.Background) >= Allowed(load.Slots))) return false;
            _underWay[route] = mine + 1;
            return true;
        }
    }

    private void Leave(string route)
    {
        lock (_lock)
        {
            if (--_underWay[route] == 0) _underWay.Remove(route);
        }
    }

    private static int Allowed(int? slots) => Math.Max(1, (slots ?? SlotsElsewhere) - 1);

    private sealed class Place(IdleTime idle, string route) : IDisposable
    {
        public void Dispose() => idle.Leave(route);
    }
}
