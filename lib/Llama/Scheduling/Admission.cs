namespace Onebox.Llama;

/// <summary>Decides who gets a slot: the neediest key first, when its cells can be had, and not while somebody else is just computing the same prefix.</summary>
internal sealed class Admission(EngineOptions options, ActiveSet active, EngineCounters counters)
{
    // A prefix worth waiting for: shorter ones are computed faster than they are waited for.
    private const int WorthWaiting = 64;
    private const int RoomToGrow = 16;

    private double _serviceSeconds;

    public FairQueue Queue => active.Queue;

    /// <summary>From the queue's length and how long requests have held a slot lately.</summary>
    public TimeSpan EstimatedWait => TimeSpan.FromSeconds(Math.Clamp(_serviceSeconds * (counters.Waiting + 1) / options.MaxSequences, 1, 600));

    public void Admit()
    {
        if (active.Exact.Settling) return;
        while (active.HasSlot && Queue.Count > 0 && Queue.Dequeue(Admissible) is { } sequence)
            active.Enter(sequence, options.Time.GetTimestamp());
    }

    public void Served(TimeSpan held) => _serviceSeconds = _serviceSeconds == 0 ? held.TotalSeconds : (0.8 * _serviceSeconds) + (0.2 * held.TotalSeconds);

    private bool Admissible(Sequence sequence)
    {
        var cached = active.Cache.Peek(sequence.PrefixKey, sequence.Tokens);
        if (active.Count > 0 && sequence.TokenCount - cached + RoomToGrow > active.Obtainable()) return false;
        // What is to be scored is computed anyway: only the part before it can be shared.
        if (options.CachedPrefixes == 0 || sequence.ScoreFrom - 1 <= cached + WorthWaiting) return true;
        for (var i = 0; i < active.Count; i++)
        {
            var other = active[i];
            if (other.PromptRead || other.PrefixKey != sequence.PrefixKey) continue;
            if (Math.Min(sequence.Tokens.CommonPrefixLength(other.Tokens), sequence.ScoreFrom - 1) > cached + WorthWaiting) return false;
        }
        return true;
    }
}
