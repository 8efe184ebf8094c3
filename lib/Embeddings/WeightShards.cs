using System.Runtime.InteropServices;
using System.Text.Json;

namespace Onebox.Embeddings;

/// <summary>The weights of a TensorFlow.js graph model: <c>model.json</c> lists names, shapes and shard files, whose bytes follow each other.</summary>
internal sealed class WeightShards
{
    private const long MaxBytes = 256L << 20;

    private readonly Dictionary<string, (int[] Shape, float[] Values)> _tensors = new(StringComparer.Ordinal);

    public static WeightShards Read(string folder)
    {
        var path = Path.Combine(folder, "model.json");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var shards = new WeightShards();
            foreach (var group in json.RootElement.GetProperty("weightsManifest").EnumerateArray()) shards.Add(folder, group);
            return shards;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"{path} does not describe a model: {error.Message}", error);
        }
    }

    /// <summary>The one tensor whose name holds all of <paramref name="parts"/>, in this order, and has so many values.</summary>
    public float[] Take(int count, params ReadOnlySpan<string> parts)
    {
        float[]? found = null;
        foreach (var (name, tensor) in _tensors)
        {
            if (tensor.Values.Length != count || !Holds(name, parts)) continue;
            if (found is not null) throw new InvalidDataException($"The model has several weights {string.Join("…", parts.ToArray())}.");
            found = tensor.Values;
        }

        return found ?? throw new InvalidDataException($"The model has no weights {string.Join("…", parts.ToArray())} of {count} values.");
    }

    private static bool Holds(string name, ReadOnlySpan<string> parts)
    {
        var at = 0;
        foreach (var part in parts)
        {
            at = name.IndexOf(part, at, StringComparison.Ordinal);
            if (at < 0) return false;
            at += part.Length;
        }

        return true;
    }

    private void Add(string folder, JsonElement group)
    {
        using var bytes = new MemoryStream();
        foreach (var shard in group.GetProperty("paths").EnumerateArray())
        {
            // A manifest names files beside it and nothing else.
            using var file = File.OpenRead(Path.Combine(folder, Path.GetFileName(shard.GetString()!)));
            if (bytes.Length + file.Length > MaxBytes) throw new InvalidDataException($"The weights in {folder} are larger than {MaxBytes >> 20} MiB.");
            file.CopyTo(bytes);
        }

        var all = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        foreach (var weight in group.GetProperty("weights").EnumerateArray())
        {
            var name = weight.GetProperty("name").GetString()!;
            var shape = weight.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32()).ToArray();
            var count = shape.Aggregate(1L, (product, d) => checked(product * d));
            if (count < 0 || count * sizeof(float) > all.Length) throw new InvalidDataException($"The shards in {folder} end before {name}.");
            var raw = all[..((int)count * sizeof(float))];
            all = all[raw.Length..];
            if (weight.GetProperty("dtype").GetString() == "float32") _tensors[name] = (shape, MemoryMarshal.Cast<byte, float>(raw).ToArray());
        }
    }
}
