using System.Buffers.Binary;
using Onebox.Weights;

namespace Onebox.Testing;

/// <summary>Small models with random weights that engines load like any other: one that embeds, one that ranks. What they say means nothing, but is always the same.</summary>
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

    /// <summary>64 numbers a vector.</summary>
    public static void WriteEmbedder(string path) => Write(path, Shape, [new("llama.pooling_type", GgufValue.Of(1u))]);

    public static void WriteRanker(string path)
    {
        var random = new Random(9);
        var head = new byte[2 * Shape.EmbeddingLength * sizeof(float)];
        for (var i = 0; i < head.Length; i += sizeof(float)) BinaryPrimitives.WriteSingleLittleEndian(head.AsSpan(i), random.NextSingle() - 0.5f);
        Write(
            path, Shape with { Architecture = "qwen3", TiedEmbeddings = true },
            [new("qwen3.pooling_type", GgufValue.Of(4u)), new("qwen3.classifier.output_labels", GgufValue.Of(GgufArray.Of(["yes", "no"])))],
            TensorSource.Of("cls.output.weight", TensorType.F32, [2, Shape.EmbeddingLength], head));
    }

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
}
