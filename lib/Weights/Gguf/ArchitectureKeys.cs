namespace Onebox.Weights;

/// <summary>Look-ups of the keys that begin with the architecture's name.</summary>
internal sealed class ArchitectureKeys(GgufMetadata metadata, string architecture)
{
    public bool Has(string key) => metadata[Full(key)] is not null;

    public int? Size(string key) => metadata.Size(Full(key));

    public double? Number(string key) => metadata.Number(Full(key));

    public string? Text(string key) => metadata.Text(Full(key));

    /// <summary>A count stated once, or once for each layer. An array of another length states nothing that can be used.</summary>
    public PerLayer? PerLayer(string key, int? layers)
    {
        if (Size(key) is { } single)
            return Weights.PerLayer.Same(single);
        if (metadata.Array(Full(key)) is not { } array || array.Count != layers || layers == 0)
            return null;
        var values = array.Values().Select(value => value.Integer).ToList();
        return values.TrueForAll(value => value is >= 0 and <= int.MaxValue)
            ? Weights.PerLayer.Of(values.Select(value => (int)value!.Value))
            : null;
    }

    public IReadOnlyList<bool>? Flags(string key, int? layers)
    {
        if (metadata.Array(Full(key)) is not { } array || array.Count != layers)
            return null;
        var values = array.Values().Select(value => value.Flag ?? (value.Integer is { } number ? number != 0 : null)).ToList();
        return values.TrueForAll(value => value is not null) ? values.ConvertAll(value => value!.Value) : null;
    }

    private string Full(string key) => $"{architecture}.{key}";
}
