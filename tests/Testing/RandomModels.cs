using System.Buffers.Binary;
using Onebox.Weights;

namespace Onebox.Testing;

/// <summary>Small models with random weights that engines load like any other. What they say means nothing, but is always the same.</summary>
public static class RandomModels
{
    private static readonly SyntheticShape Shape = new()
    {
        Architecture = "llama",
        Name = "random",
        Layers = 2,
        EmbeddingLength = 64,
        Heads = 4,
        KvHeads = 2,
        HeadLength = 16,
        FeedForwardLength = 128,
        Vocabulary = 800,
        ContextLength = 2048,
    };

    /// <summary>Generates noise, quickly.</summary>
    public static void WriteGenerator(string path) => Write(path, Shape, []);

    /// <summary>The generator's weights in a file that says how to pool: 64 numbers a vector.</summary>
    public static void WriteEmbedder(string path) => Write(path, Shape, [new("llama.pooling_type", GgufValue.Of(1u))]);

    public static void WriteRanker(string path) => Write(
        path,
        Shape with { Architecture = "qwen3", TiedEmbeddings = true },
        [new("qwen3.pooling_type", GgufValue.Of(4u)), new("qwen3.classifier.output_labels", GgufValue.Of(GgufArray.Of(["yes", "no"])))],
        Noise("cls.output.weight", [2, Shape.EmbeddingLength], seed: 9));

    /// <summary>A LoRA adapter for the generator, strong enough to change what it says.</summary>
    public static void WriteAdapter(string path)
    {
        using var file = File.Create(path);
        GgufWriter.Write(
            file,
            [
                new("general.architecture", GgufValue.Of("llama")), new("general.type", GgufValue.Of("adapter")),
                new("adapter.type", GgufValue.Of("lora")), new("adapter.lora.alpha", GgufValue.Of(16f)),
            ],
            [
                Noise("blk.0.ffn_down.weight.lora_a", [4, Shape.FeedForwardLength], seed: 1), Noise("blk.0.ffn_down.weight.lora_b", [Shape.EmbeddingLength, 4], seed: 2),
                Noise("blk.1.ffn_down.weight.lora_a", [4, Shape.FeedForwardLength], seed: 3), Noise("blk.1.ffn_down.weight.lora_b", [Shape.EmbeddingLength, 4], seed: 4),
            ]);
    }

    /// <summary>Writes the shape's model with more metadata and tensors than it has by itself.</summary>
    private static void Write(string path, SyntheticShape shape, IEnumerable<KeyValuePair<string, GgufValue>> more, params IReadOnlyList<TensorSource> tensors)
    {
        using var plain = new MemoryStream();
        SyntheticModel.WriteGguf(plain, shape, TensorType.F32, seed: 1);
        plain.Position = 0;
        var gguf = GgufFile.Read(plain, shape.Name);
        var bytes = plain.ToArray().AsMemory();
        using var file = File.Create(path);
        GgufWriter.Write(file, gguf.Metadata.Pairs.Concat(more), [.. gguf.Tensors.Select(t => TensorSource.Of(t.Name, t.Type, t.Shape, bytes.Slice((int)t.Offset, (int)t.ByteLength))), .. tensors]);
    }

    private static TensorSource Noise(string name, IReadOnlyList<long> shape, int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[shape.Aggregate(1L, (a, b) => a * b) * sizeof(float)];
        for (var i = 0; i < bytes.Length; i += sizeof(float)) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i), random.NextSingle() - 0.5f);
        return TensorSource.Of(name, TensorType.F32, shape, bytes);
    }
}
