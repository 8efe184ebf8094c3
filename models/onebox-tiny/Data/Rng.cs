namespace Onebox.TinyData;

/// <summary>SplitMix64 (Steele, Lea, Flood, 2014): the same seed gives the same data on every machine and every version of .NET.</summary>
internal sealed class Rng(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Starts the sequence of one row, so that row N is the same whichever rows were made before it.</summary>
    public void Seek(ulong seed, long row)
    {
        _state = seed * 0xD1342543DE82EF95UL + (ulong)row;
        _state = Next64();
    }

    public ulong Next64()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="bound"/> - 1.</summary>
    public int Below(int bound) => (int)((Next64() >> 33) % (ulong)bound);

    public int Between(int low, int high) => low + Below(high - low + 1);

    public bool Chance(double probability) => (Next64() >> 11) * (1.0 / (1UL << 53)) < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Some of the items, in random order.</summary>
    public List<T> Some<T>(IEnumerable<T> items, int count)
    {
        var all = items.ToList();
        Shuffle(all);
        return all.Count <= count ? all : all.GetRange(0, count);
    }
}
