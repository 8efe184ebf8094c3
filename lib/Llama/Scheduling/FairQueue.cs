namespace Onebox.Llama;

/// <summary>What one fairness key has had so far, and what it waits for.</summary>
internal sealed class FairKey(string name, bool background)
{
    public string Name { get; } = name;

    /// <summary>Served only while nobody else waits.</summary>
    public bool Background { get; } = background;
    public LinkedList<Sequence> Waiting { get; } = new();

    /// <summary>Service received, in token costs. Stride scheduling: the key with the least is next.</summary>
    public double Pass { get; set; }
    public int Running { get; set; }
}

/// <summary>
/// Waiting sequences by key, served by stride scheduling (Waldspurger, Weihl, 1995): every computed token moves its key's pass on, and the key that is furthest
/// behind goes first. A key that comes back after idling starts at the present, so that it cannot save up turns.
/// </summary>
internal sealed class FairQueue
{
    /// <summary>A prompt token costs less than a generated one: many share one pass over the weights.</summary>
    public const double PromptTokenCost = 0.125;

    private const string BackgroundMark = "\0";

    private readonly Dictionary<string, FairKey> _keys = new(StringComparer.Ordinal);
    private readonly List<FairKey> _waiting = [];
    private double _now;
    private int _forgetAt = 256;

    public int Count { get; private set; }

    public void Enqueue(Sequence sequence, bool first = false)
    {
        var background = sequence.Request.Background;
        // One caller's background work has a share of its own, beside what the caller waits for.
        var name = background ? BackgroundMark + sequence.Request.FairnessKey : sequence.Request.FairnessKey;
        if (!_keys.TryGetValue(name, out var key))
        {
            if (_keys.Count >= _forgetAt) Forget();
            _keys.Add(name, key = new FairKey(name, background));
        }
        if (key.Waiting.Count == 0)
        {
            if (key.Running == 0) key.Pass = Math.Max(key.Pass, _now);
            _waiting.Add(key);
        }
        if (first) key.Waiting.AddFirst(sequence);
        else key.Waiting.AddLast(sequence);
        sequence.Key = key;
        Count++;
    }

    /// <summary>Takes the first waiting sequence of the neediest key whose first one <paramref name="admissible"/> lets pass.</summary>
    public Sequence? Dequeue(Func<Sequence, bool> admissible)
    {
        FairKey? best = null;
        // While somebody waits for cells or for a prefix, background work must not take them.
        var background = _waiting.TrueForAll(static key => key.Background);
        foreach (var key in _waiting)
            if (key.Background == background && (best is null || key.Pass < best.Pass) && admissible(key.Waiting.First!.Value)) best = key;
        if (best is null) return null;
        var sequence = best.Waiting.First!.Value;
        best.Waiting.RemoveFirst();
        if (best.Waiting.Count == 0) _waiting.Remove(best);
        best.Running++;
        _now = Math.Max(_now, best.Pass);
        Count--;
        return sequence;
    }

    public static void Charge(Sequence sequence, double cost) => sequence.Key!.Pass += cost;

    /// <summary>The sequence no longer runs, for good or to wait again.</summary>
    public void Left(Sequence sequence)
    {
        var key = sequence.Key!;
        key.Running--;
        // A key that has caught up with the present has nothing worth remembering.
        if (key.Running == 0 && key.Waiting.Count == 0 && key.Pass <= _now) _keys.Remove(key.Name);
    }

    /// <summary>Forgets idle keys that were ahead and no longer are.</summary>
    private void Forget()
    {
        foreach (var (name, key) in _keys)
            if (key.Running == 0 && key.Waiting.Count == 0 && key.Pass <= _now) _keys.Remove(name);
        _forgetAt = Math.Max(256, _keys.Count * 2);
    }

    /// <summary>Removes and returns a waiting sequence that matches; null when none does.</summary>
    public Sequence? Remove(Func<Sequence, bool> match)
    {
        foreach (var key in _waiting)
            for (var node = key.Waiting.First; node is not null; node = node.Next)
            {
                if (!match(node.Value)) continue;
                key.Waiting.Remove(node);
                if (key.Waiting.Count == 0) _waiting.Remove(key);
                Count--;
                return node.Value;
            }
        return null;
    }
}
