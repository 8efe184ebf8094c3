namespace Onebox.Weights;

/// <summary>A file's key-value pairs, in the file's order. The typed look-ups answer null for a key that is absent or of another kind.</summary>
public sealed class GgufMetadata
{
    private readonly List<KeyValuePair<string, GgufValue>> _pairs = [];
    private readonly Dictionary<string, GgufValue> _byKey = new(StringComparer.Ordinal);

    public IReadOnlyList<KeyValuePair<string, GgufValue>> Pairs => _pairs;

    public int Count => _pairs.Count;

    public GgufValue? this[string key] => _byKey.GetValueOrDefault(key);

    public string? Text(string key) => this[key]?.Text;

    public long? Integer(string key) => this[key]?.Integer;

    public double? Number(string key) => this[key]?.Number;

    public bool? Flag(string key) => this[key]?.Flag;

    public GgufArray? Array(string key) => this[key]?.Array;

    /// <summary>A count that fits an <see cref="int"/> and is not negative.</summary>
    public int? Size(string key) => Integer(key) is >= 0 and <= int.MaxValue and { } value ? (int)value : null;

    /// <summary>Adds a pair; false when the key is already there.</summary>
    internal bool Add(string key, GgufValue value)
    {
        if (!_byKey.TryAdd(key, value))
            return false;
        _pairs.Add(new(key, value));
        return true;
    }
}
