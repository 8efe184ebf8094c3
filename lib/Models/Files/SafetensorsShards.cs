using System.Globalization;
using System.Text.Json.Nodes;
using Onebox.Weights;

namespace Onebox.Models;

/// <summary>Writes safetensors in one file, or in several with an index, named as transformers names them.</summary>
internal static class SafetensorsShards
{
    private static readonly Dictionary<string, string> Metadata = new(StringComparer.Ordinal) { ["format"] = "pt" };

    public static void Write(string folder, string name, IReadOnlyList<TensorSource> tensors, long shardBytes, CancellationToken cancellation)
    {
        var shards = Cut(tensors, shardBytes);
        var map = new JsonObject();
        for (var i = 0; i < shards.Count; i++)
        {
            var file = shards.Count == 1 ? name + ".safetensors" : string.Create(CultureInfo.InvariantCulture, $"{name}-{i + 1:00000}-of-{shards.Count:00000}.safetensors");
            var shard = shards[i];
            WholeFile.Write(Path.Combine(folder, file), output => SafetensorsWriter.Write(output, shard, Metadata, cancellation));
            foreach (var tensor in shard) map[tensor.Name] = file;
        }
        if (shards.Count == 1) return;
        var index = new JsonObject { ["metadata"] = new JsonObject { ["total_size"] = tensors.Sum(tensor => tensor.ByteLength) }, ["weight_map"] = map };
        ModelFiles.WriteJson(Path.Combine(folder, name + ".safetensors.index.json"), index.ToJsonString(ModelFiles.Indented));
    }

    private static List<List<TensorSource>> Cut(IReadOnlyList<TensorSource> tensors, long most)
    {
        List<List<TensorSource>> shards = [[]];
        var bytes = 0L;
        foreach (var tensor in tensors)
        {
            if (shards[^1].Count > 0 && bytes + tensor.ByteLength > most)
            {
                shards.Add([]);
                bytes = 0;
            }
            shards[^1].Add(tensor);
            bytes += tensor.ByteLength;
        }
        return shards;
    }
}
