namespace Onebox.Weights;

/// <summary>A number that may differ from layer to layer, as in models whose attention alternates.</summary>
public sealed class PerLayer
{
    private readonly int[] _values;

    private PerLayer(int[] values) => _values = values;

    /// <summary>True when every layer has the same.</summary>
    public bool Uniform => _values.Length == 1 || Array.TrueForAll(_values, v => v == _values[0]);

    public int Max => _values.Max();

    /// <summary>One value for each layer; a single one when the file states it once for all.</summary>
    public IReadOnlyList<int> Values => _values;

    public static PerLayer Same(int value) => new([value]);

    public static PerLayer Of(IEnumerable<int> values) => values.ToArray() is { Length: > 0 } array
        ? new(array)
        : throw new ArgumentException("There must be a value for at least one layer.", nameof(values));

    /// <summary>The value of a layer, counted from 0.</summary>
    public int At(int layer) => _values.Length == 1 ? _values[0] : _values[layer];

    public override string ToString() => Uniform
        ? _values[0].ToString(System.Globalization.CultureInfo.InvariantCulture)
        : string.Join(' ', _values);
}
