using System.Buffers.Binary;
using Onebox.Weights;

namespace Onebox.Serving.Tests.Worker.Running;

/// <summary>Models with random weights that are made when a test first asks for them, so that every test runs anywhere.</summary>
internal static class SampleModels
{
    private static readonly Lock Gate = new();
    private static readonly string Folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "sample-models")).FullName;

    private static readonly SyntheticShape Tiny = new()
    {
        Architecture = "llama",
        Name = "tiny",
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
    public static string Generator => Make("generator.gguf", path => Write(path, Tiny, []));

    /// <summary>The same weights in a file that says how to pool.</summary>
    public static string Embedder => Make("embedder.gguf", path => Write(path, Tiny, [new("llama.pooling_type", GgufValue.Of(1u))]));

    public static string Ranker => Make("ranker.gguf", path => Write(
        path,
        Tiny with { Architecture = "qwen3", TiedEmbeddings = true },
        [new("qwen3.pooling_type", GgufValue.Of(4u)), new("qwen3.classifier.output_labels", GgufValue.Of(GgufArray.Of(["yes", "no"])))],
        Noise("cls.output.weight", [2, Tiny.EmbeddingLength], seed: 9)));

    /// <summary>A LoRA adapter for <see cref="Generator"/>, strong enough to change what it says.</summary>
    public static string Adapter => Make("adapter.gguf", path =>
    {
        using var file = File.Create(path);
        GgufWriter.Write(
            file,
            [
                new("general.architecture", GgufValue.Of("llama")), new("general.type", GgufValue.Of("adapter")),
                new("adapter.type", GgufValue.Of("lora")), new("adapter.lora.alpha", GgufValue.Of(16f)),
            ],
            [
                Noise("blk.0.ffn_down.weight.lora_a", [4, Tiny.FeedForwardLength], seed: 1), Noise("blk.0.ffn_down.weight.lora_b", [Tiny.EmbeddingLength, 4], seed: 2),
                Noise("blk.1.ffn_down.weight.lora_a", [4, Tiny.FeedForwardLength], seed: 3), Noise("blk.1.ffn_down.weight.lora_b", [Tiny.EmbeddingLength, 4], seed: 4),
            ]);
    });

    /// <summary>A file that is no model.</summary>
    public static string Broken => Make("broken.gguf", path => File.WriteAllBytes(path, "GGUF, but nothing that follows is right"u8.ToArray()));

    private static string Make(string name, Action<string> write)
    {
        lock (Gate)
        {
            var path = Path.Combine(Folder, name);
            if (File.Exists(path)) return path;
            write(path + ".new");
            File.Move(path + ".new", path);
            return path;
        }
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
        GgufWriter.Write(
            file,
            gguf.Metadata.Pairs.Concat(more),
            [.. gguf.Tensors.Select(t => TensorSource.Of(t.Name, t.Type, t.Shape, bytes.Slice((int)t.Offset, (int)t.ByteLength))), .. tensors]);
    }

    private static TensorSource Noise(string name, IReadOnlyList<long> shape, int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[shape.Aggregate(1L, (a, b) => a * b) * sizeof(float)];
        for (var i = 0; i < bytes.Length; i += sizeof(float)) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i), random.NextSingle() - 0.5f);
        return TensorSource.Of(name, TensorType.F32, shape, bytes);
    }
}
