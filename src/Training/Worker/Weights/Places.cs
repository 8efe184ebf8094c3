using System.Globalization;
using Onebox.Models;

namespace Onebox.Training.Worker.Weights;

/// <summary>Where a GGUF's tensor lies among the model's parameters: rows <paramref name="FirstRow"/> and on, as many as it has.</summary>
/// <param name="Parameter">As <see cref="ModelParameter.Name"/>.</param>
/// <param name="TurnedHeads">Not 0: the heads of this size are stored for a rotary embedding that turns neighbours, where the model here turns halves.</param>
internal readonly record struct Place(string Tensor, string Parameter, int FirstRow, int Rows, int TurnedHeads);

/// <summary>The tensors of a model in GGUF's names, in the order in which llama.cpp's own tools write them.</summary>
internal static class Places
{
    public static IEnumerable<Place> Of(ModelShape shape)
    {
        var (queries, keys) = (shape.Heads * shape.HeadSize, shape.KvHeads * shape.HeadSize);
        // llama.cpp turns neighbours for Llama and Mistral, halves for Qwen.
        var turned = shape.Architecture is ModelArchitecture.Llama or ModelArchitecture.Mistral ? shape.HeadSize : 0;
        yield return new Place("token_embd.weight", "embedding", 0, shape.Vocabulary, 0);
        yield return new Place("output_norm.weight", "norm", 0, shape.Hidden, 0);
        if (!shape.TiedEmbeddings) yield return new Place("output.weight", "output", 0, shape.Vocabulary, 0);
        for (var i = 0; i < shape.Layers; i++)
        {
            var (there, here) = (string.Create(CultureInfo.InvariantCulture, $"blk.{i}."), string.Create(CultureInfo.InvariantCulture, $"layers.{i}."));
            yield return new Place(there + "attn_norm.weight", here + "attention_norm", 0, shape.Hidden, 0);
            yield return new Place(there + "attn_q.weight", here + "qkv", 0, queries, turned);
            yield return new Place(there + "attn_k.weight", here + "qkv", queries, keys, turned);
            yield return new Place(there + "attn_v.weight", here + "qkv", queries + keys, keys, 0);
            if (shape.AttentionBias)
            {
                yield return new Place(there + "attn_q.bias", here + "qkv_bias", 0, queries, turned);
                yield return new Place(there + "attn_k.bias", here + "qkv_bias", queries, keys, turned);
                yield return new Place(there + "attn_v.bias", here + "qkv_bias", queries + keys, keys, 0);
            }

            if (shape.QkNorm)
            {
                yield return new Place(there + "attn_q_norm.weight", here + "query_norm", 0, shape.HeadSize, 0);
                yield return new Place(there + "attn_k_norm.weight", here + "key_norm", 0, shape.HeadSize, 0);
            }

            yield return new Place(there + "attn_output.weight", here + "attention_output", 0, shape.Hidden, 0);
            yield return new Place(there + "ffn_norm.weight", here + "feed_forward_norm", 0, shape.Hidden, 0);
            yield return new Place(there + "ffn_gate.weight", here + "gate_up", 0, shape.Intermediate, 0);
            yield return new Place(there + "ffn_up.weight", here + "gate_up", shape.Intermediate, shape.Intermediate, 0);
            yield return new Place(there + "ffn_down.weight", here + "down", 0, shape.Hidden, 0);
        }
    }

    /// <summary>Which row of the file holds row <paramref name="row"/> of the model.</summary>
    public static int FileRow(int row, int headSize)
    {
        if (headSize == 0) return row;
        var (head, at, half) = (row / headSize, row % headSize, headSize / 2);
        return (head * headSize) + (at < half ? 2 * at : (2 * (at - half)) + 1);
    }
}
