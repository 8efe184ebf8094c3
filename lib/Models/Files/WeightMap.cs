using System.Globalization;

namespace Onebox.Models;

/// <summary>Whose names a file uses.</summary>
internal enum WeightNaming
{
    HuggingFace,
    Gguf,
}

/// <summary>A tensor of a file as rows of a weight here.</summary>
/// <param name="Name">In the file.</param>
/// <param name="FirstRow">Where its rows begin in the weight.</param>
/// <param name="Rows">How many (elements, of a vector).</param>
/// <param name="Columns">Of a matrix; 1 for a vector.</param>
/// <param name="IsVector">It has one dimension.</param>
/// <param name="TurnedHeads">So many heads have their rows in the order of neighbouring pairs; 0 when none.</param>
internal sealed record WeightPiece(string Name, long FirstRow, long Rows, long Columns, bool IsVector, int TurnedHeads)
{
    public IReadOnlyList<long> Shape => IsVector ? [Rows] : [Rows, Columns];
}

/// <summary>Which tensors of a file are which weights here, and the other way round.</summary>
internal static class WeightMap
{
    /// <param name="name">As in <see cref="WeightNames"/>, with the layer before it.</param>
    public static IReadOnlyList<WeightPiece> PiecesOf(ModelShape shape, string name, WeightNaming naming)
    {
        var gguf = naming == WeightNaming.Gguf;
        var at = name.StartsWith("layers.", StringComparison.Ordinal) ? name.LastIndexOf('.') : -1;
        var prefix = at < 0 ? "" : (gguf ? "blk." : "model.layers.") + name[7..(at + 1)];
        // llama.cpp's Llama turns neighbouring pairs, so its files hold the rows of query and key heads in that order.
        var turned = gguf && shape.Architecture is ModelArchitecture.Llama or ModelArchitecture.Mistral && gguf;
        int queries = shape.Heads * shape.HeadSize, keys = shape.KvHeads * shape.HeadSize;
        string Pick(string ours, string theirs) => prefix + (gguf ? theirs : ours);
        WeightPiece Whole(string huggingFace, string gguf, long rows, long columns) => new(Pick(huggingFace, gguf), 0, rows, columns, false, 0);
        WeightPiece Vector(string huggingFace, string gguf, long length) => new(Pick(huggingFace, gguf), 0, length, 1, true, 0);
        IReadOnlyList<WeightPiece> Qkv(string suffix, long columns, bool vector) =>
        [
            new(Pick("self_attn.q_proj", "attn_q") + suffix, 0, queries, columns, vector, turned ? shape.Heads : 0),
            new(Pick("self_attn.k_proj", "attn_k") + suffix, queries, keys, columns, vector, turned ? shape.KvHeads : 0),
            new(Pick("self_attn.v_proj", "attn_v") + suffix, queries + keys, keys, columns, vector, 0),
        ];
        return name[(at < 0 ? 0 : at + 1)..] switch
        {
            WeightNames.Embedding => [Whole("model.embed_tokens.weight", "token_embd.weight", shape.Vocabulary, shape.Hidden)],
            WeightNames.Norm => [Vector("model.norm.weight", "output_norm.weight", shape.Hidden)],
            WeightNames.Output => [Whole("lm_head.weight", "output.weight", shape.Vocabulary, shape.Hidden)],
            WeightNames.AttentionNorm => [Vector("input_layernorm.weight", "attn_norm.weight", shape.Hidden)],
            WeightNames.Qkv => Qkv(".weight", shape.Hidden, vector: false),
            WeightNames.QkvBias => Qkv(".bias", 1, vector: true),
            WeightNames.QueryNorm => [Vector("self_attn.q_norm.weight", "attn_q_norm.weight", shape.HeadSize)],
            WeightNames.KeyNorm => [Vector("self_attn.k_norm.weight", "attn_k_norm.weight", shape.HeadSize)],
            WeightNames.AttentionOutput => [Whole("self_attn.o_proj.weight", "attn_output.weight", shape.Hidden, queries)],
            WeightNames.FeedForwardNorm => [Vector("post_attention_layernorm.weight", "ffn_norm.weight", shape.Hidden)],
            WeightNames.GateUp =>
            [
                new(Pick("mlp.gate_proj.weight", "ffn_gate.weight"), 0, shape.Intermediate, shape.Hidden, false, 0),
                new(Pick("mlp.up_proj.weight", "ffn_up.weight"), shape.Intermediate, shape.Intermediate, shape.Hidden, false, 0),
            ],
            WeightNames.Down => [Whole("mlp.down_proj.weight", "ffn_down.weight", shape.Hidden, shape.Intermediate)],
            var other => throw new ArgumentException($"There is no weight {other}.", nameof(name)),
        };
    }

    /// <summary>All weights of a shape, in their order.</summary>
    public static IEnumerable<string> Names(ModelShape shape)
    {
        yield return WeightNames.Embedding;
        for (var i = 0; i < shape.Layers; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"layers.{i}.");
            yield return at + WeightNames.AttentionNorm;
            yield return at + WeightNames.Qkv;
            if (shape.AttentionBias) yield return at + WeightNames.QkvBias;
            if (shape.QkNorm) yield return at + WeightNames.QueryNorm;
            if (shape.QkNorm) yield return at + WeightNames.KeyNorm;
            yield return at + WeightNames.AttentionOutput;
            yield return at + WeightNames.FeedForwardNorm;
            yield return at + WeightNames.GateUp;
            yield return at + WeightNames.Down;
        }
        yield return WeightNames.Norm;
        if (!shape.TiedEmbeddings) yield return WeightNames.Output;
    }

    /// <summary>The row here of a file's row, in a piece whose heads are in the order of neighbouring pairs: head, pair, half → head, half, pair.</summary>
    public static long RowHere(WeightPiece piece, long row)
    {
        if (piece.TurnedHeads == 0) return row;
        var size = piece.Rows / piece.TurnedHeads;
        var (head, inside) = Math.DivRem(row, size);
        return (head * size) + (inside % 2 * (size / 2)) + (inside / 2);
    }
}
