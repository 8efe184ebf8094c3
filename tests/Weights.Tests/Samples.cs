namespace Onebox.Weights.Tests;

/// <summary>Small well-formed files for tests that then break them.</summary>
internal static class Samples
{
    public static byte[] Gguf(
        IEnumerable<KeyValuePair<string, GgufValue>>? metadata = null,
        IReadOnlyList<TensorSource>? tensors = null,
        int alignment = GgufFile.DefaultAlignment)
    {
        using var stream = new MemoryStream();
        GgufWriter.Write(stream, metadata ?? Metadata(), tensors ?? Tensors(), alignment);
        return stream.ToArray();
    }

    public static byte[] Safetensors(IReadOnlyList<TensorSource>? tensors = null, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors ?? Tensors(), metadata);
        return stream.ToArray();
    }

    /// <summary>A safetensors file with a header of one's own.</summary>
    public static byte[] Safetensors(string header, int dataBytes)
    {
        var json = System.Text.Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[dataBytes]];
    }

    public static KeyValuePair<string, GgufValue>[] Metadata() =>
    [
        new("general.architecture", GgufValue.Of("llama")),
        new("general.name", GgufValue.Of("小模型")),
        new("llama.block_count", GgufValue.Of(2u)),
        new("llama.embedding_length", GgufValue.Of(64u)),
        new("llama.attention.head_count", GgufValue.Of(4u)),
        new("llama.attention.head_count_kv", GgufValue.Of(GgufArray.Of([2, 1]))),
        new("llama.rope.freq_base", GgufValue.Of(10_000f)),
        new("tokenizer.ggml.tokens", GgufValue.Of(GgufArray.Of(["<s>", "a", "▁b"]))),
        new("tokenizer.ggml.scores", GgufValue.Of(GgufArray.Of([0f, -1f, -2f]))),
        new("flag", GgufValue.Of(true)),
        new("large", GgufValue.Of(ulong.MaxValue)),
    ];

    public static TensorSource[] Tensors() => [Tensor("a.weight", TensorType.F32, 3, 5), Tensor("b.weight", TensorType.F16, 2, 2), Tensor("c.weight", TensorType.F32, 7)];

    /// <summary>A tensor whose bytes count up.</summary>
    public static TensorSource Tensor(string name, TensorType type, params long[] shape)
    {
        var bytes = new byte[type.BytesOf(shape.Aggregate(1L, (a, b) => a * b))!.Value];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(i + name.Length);
        return TensorSource.Of(name, type, shape, bytes);
    }

    public static ModelFile Read(byte[] bytes, ModelFileLimits? limits = null) => ModelFile.Read(new MemoryStream(bytes), "model.gguf", limits);

    public static ModelFileException Refused(byte[] bytes, ModelFileLimits? limits = null) => Assert.Throws<ModelFileException>(() => Read(bytes, limits));

    public static ModelFileException Refused(byte[] bytes, string name) =>
        Assert.Throws<ModelFileException>(() => ModelFile.Read(new MemoryStream(bytes), name));
}
