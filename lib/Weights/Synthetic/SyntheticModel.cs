namespace Onebox.Weights;

/// <summary>
/// Writes models with random weights that engines load like any other: for tests, for benches, and to hold sizing against
/// the truth. The same shape, type and seed give the same bytes everywhere. Memory stays at a few megabytes.
/// </summary>
public static class SyntheticModel
{
    private const int PieceElements = 1 << 18;

    /// <summary>The types that matrices can be written in.</summary>
    public static IReadOnlyList<TensorType> Types => ElementEncoding.Types;

    /// <summary>Writes a GGUF. Matrices take <paramref name="type"/>; norms and biases are F32, as llama.cpp's own tools leave them.</summary>
    /// <exception cref="ArgumentException">A type not among <see cref="Types"/>, or one whose blocks do not fill the shape's rows.</exception>
    public static void WriteGguf(Stream output, SyntheticShape shape, TensorType type, ulong seed, CancellationToken cancellationToken = default) =>
        GgufWriter.Write(output, Metadata(shape, type), Sources(shape, type, seed), cancellationToken: cancellationToken);

    /// <summary>Writes the same weights as safetensors, under GGUF's tensor names. Q8_0 cannot be.</summary>
    /// <exception cref="ArgumentException">As <see cref="WriteGguf"/>.</exception>
    public static void WriteSafetensors(Stream output, SyntheticShape shape, TensorType type, ulong seed, CancellationToken cancellationToken = default) =>
        SafetensorsWriter.Write(output, Sources(shape, type, seed), cancellationToken: cancellationToken);

    private static List<TensorSource> Sources(SyntheticShape shape, TensorType type, ulong seed)
    {
        if (!Types.Contains(type))
            throw new ArgumentException($"Synthetic weights cannot be written as {type}.", nameof(type));
        return [.. SyntheticTensors.Plan(shape).Select(tensor =>
        {
            var stored = tensor.Content == SyntheticContent.Random ? type : TensorType.F32;
            return new TensorSource(tensor.Name, stored, tensor.Shape, output => Write(output, tensor, stored, seed));
        })];
    }

    private static void Write(Stream output, SyntheticTensor tensor, TensorType type, ulong seed)
    {
        var remaining = tensor.Shape.Aggregate(1L, (a, b) => a * b);
        var numbers = new float[(int)Math.Min(remaining, PieceElements)];
        var bytes = new byte[type.BytesOf(numbers.Length)!.Value];
        var random = new SplitMix(seed, tensor.Name);
        // Variance 1 / columns: a product with a normed vector has variance 1 again.
        var bound = (float)Math.Sqrt(3.0 / tensor.Shape[^1]);
        numbers.AsSpan().Fill(tensor.Content == SyntheticContent.Ones ? 1 : 0);
        while (remaining > 0)
        {
            var piece = numbers.AsSpan(0, (int)Math.Min(remaining, numbers.Length));
            if (tensor.Content == SyntheticContent.Random)
                random.Fill(piece, bound);
            output.Write(bytes.AsSpan(0, ElementEncoding.Encode(type, piece, bytes)));
            remaining -= piece.Length;
        }
    }

    private static IEnumerable<KeyValuePair<string, GgufValue>> Metadata(SyntheticShape shape, TensorType type)
    {
        var arch = shape.Architecture;
        yield return new("general.architecture", GgufValue.Of(arch));
        yield return new("general.type", GgufValue.Of("model"));
        yield return new("general.name", GgufValue.Of($"Synthetic {arch} {shape.Name}"));
        yield return new("general.description", GgufValue.Of("Random weights: for measuring, not for use."));
        yield return new("general.file_type", GgufValue.Of(GgufFileTypes.IdOf(type.Name)!.Value));
        yield return new("general.quantization_version", GgufValue.Of(2u));
        yield return new($"{arch}.context_length", GgufValue.Of((uint)shape.ContextLength));
        yield return new($"{arch}.embedding_length", GgufValue.Of((uint)shape.EmbeddingLength));
        yield return new($"{arch}.block_count", GgufValue.Of((uint)shape.Layers));
        yield return new($"{arch}.feed_forward_length", GgufValue.Of((uint)shape.FeedForwardLength));
        yield return new($"{arch}.attention.head_count", GgufValue.Of((uint)shape.Heads));
        yield return new($"{arch}.attention.head_count_kv", GgufValue.Of((uint)shape.KvHeads));
        yield return new($"{arch}.attention.key_length", GgufValue.Of((uint)shape.HeadLength));
        yield return new($"{arch}.attention.value_length", GgufValue.Of((uint)shape.HeadLength));
        yield return new($"{arch}.attention.layer_norm_rms_epsilon", GgufValue.Of(1e-5f));
        yield return new($"{arch}.rope.dimension_count", GgufValue.Of((uint)shape.HeadLength));
        yield return new($"{arch}.rope.freq_base", GgufValue.Of(shape.RopeBase));
        yield return new($"{arch}.vocab_size", GgufValue.Of((uint)shape.Vocabulary));
        foreach (var pair in SyntheticVocabulary.Metadata(shape.Vocabulary))
            yield return pair;
    }
}
