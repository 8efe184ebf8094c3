using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Onebox.Templates.Jinja.Values;

/// <summary>A Python dict: insertion order, and keys that compare like Python's (<c>1 == 1.0 == True</c>).</summary>
internal sealed class Mapping
{
    private readonly OrderedDictionary<object, KeyValuePair<object?, object?>> _entries = [];

    public int Count => _entries.Count;

    public IEnumerable<KeyValuePair<object?, object?>> Entries => _entries.Values;

    public IEnumerable<object?> Keys => _entries.Values.Select(entry => entry.Key);

    public IEnumerable<object?> Values => _entries.Values.Select(entry => entry.Value);

    public static bool CanBeKey(object? key) => key is null or string or bool or long or double or BigInteger;

    public void Set(object? key, object? value)
    {
        var normal = Normal(key);
        var first = _entries.TryGetValue(normal, out var entry) ? entry.Key : key;
        _entries[normal] = new(first, value);
    }

    public bool TryGet(object? key, [MaybeNullWhen(true)] out object? value)
    {
        var found = _entries.TryGetValue(Normal(key), out var entry);
        value = entry.Value;
        return found;
    }

    private static object Normal(object? key) => key switch
    {
        null => DBNull.Value,
        bool flag => flag ? 1L : 0L,
        double number when number == Math.Floor(number) && Math.Abs(number) < 1e15 => (long)number,
        _ => key,
    };
}
