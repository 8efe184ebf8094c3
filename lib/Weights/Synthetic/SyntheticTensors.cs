using System.Globalization;

namespace Onebox.Weights;

/// <summary>What a tensor of a synthetic model holds.</summary>
internal enum SyntheticContent
{
    /// <summary>Random, with a spread that keeps activations in range.</summary>
    Random,

    /// <summary>All ones: a norm that changes nothing.</summary>
    Ones,

    /// <summary>All zeros: a bias that changes nothing.</summary>
    Zeros,
}

/// <param name="Shape">Slowest dimension first.</param>
internal sealed record SyntheticTensor(string Name, IReadOnlyList<long> Shape, SyntheticContent Content);

/// <summary>The tensors that llama.cpp expects of an architecture, by its names for them.</summary>
internal static class SyntheticTensors
{
    public static IEnumerable<SyntheticTensor> Plan(SyntheticShape shape)
    {
        yield return Matrix("token_embd.weight", shape.Vocabulary, shape.EmbeddingLength);
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"blk.{layer}.");
            foreach (var tensor in Attention(shape, prefix).Concat(FeedForward(shape, prefix)))
                yield return tensor;
        }
        yield return Vector("output_norm.weight", shape.EmbeddingLength, SyntheticContent.Ones);
        if (!shape.TiedEmbeddings)
            yield return Matrix("output.weight", shape.Vocabulary, shape.EmbeddingLength);
    }

    private static IEnumerable<SyntheticTensor> Attention(SyntheticShape shape, string prefix)
    {
        var queries = shape.Heads * shape.HeadLength;
        var keys = shape.KvHeads * shape.HeadLength;
        yield return Vector(prefix + "attn_norm.weight", shape.EmbeddingLength, SyntheticContent.Ones);
        yield return Matrix(prefix + "attn_q.weight", queries, shape.EmbeddingLength);
        yield return Matrix(prefix + "attn_k.weight", keys, shape.EmbeddingLength);
        yield return Matrix(prefix + "attn_v.weight", keys, shape.EmbeddingLength);
        yield return Matrix(prefix + "attn_output.weight", shape.EmbeddingLength, queries);
        if (shape.Architecture == "qwen2")
        {
            yield return Vector(prefix + "attn_q.bias", queries, SyntheticContent.Zeros);
            yield return Vector(prefix + "attn_k.bias", keys, SyntheticContent.Zeros);
            yield return Vector(prefix + "attn_v.bias", keys, SyntheticContent.Zeros);
        }
        if (shape.Architecture == "qwen3")
        {
            yield return Vector(prefix + "attn_q_norm.weight", shape.HeadLength, SyntheticContent.Ones);
            yield return Vector(prefix + "attn_k_norm.weight", shape.HeadLength, SyntheticContent.Ones);
        }
    }

    private static IEnumerable<SyntheticTensor> FeedForward(SyntheticShape shape, string prefix)
    {
        yield return Vector(prefix + "ffn_norm.weight", shape.EmbeddingLength, SyntheticContent.Ones);
        yield return Matrix(prefix + "ffn_gate.weight", shape.FeedForwardLength, shape.EmbeddingLength);
        yield return Matrix(prefix + "ffn_down.weight", shape.EmbeddingLength, shape.FeedForwardLength);
        yield return Matrix(prefix + "ffn_up.weight", shape.FeedForwardLength, shape.EmbeddingLength);
    }

    private static SyntheticTensor Matrix(string name, long rows, long columns) => new(name, [rows, columns], SyntheticContent.Random);

    private static SyntheticTensor Vector(string name, long length, SyntheticContent content) => new(name, [length], content);
}
