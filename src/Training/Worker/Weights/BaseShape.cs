using Onebox.Models;
using Onebox.Weights;

namespace Onebox.Training.Worker.Weights;

/// <summary>The shape of a model, from a GGUF's metadata.</summary>
internal static class BaseShape
{
    /// <exception cref="ModelException">The file leaves something open, or is of an architecture that cannot be trained.</exception>
    public static ModelShape Of(ModelSet model)
    {
        var metadata = model.Files[0].Gguf!.Metadata;
        var name = metadata.Text("general.architecture") ?? throw new ModelException("The GGUF does not state its architecture.");
        var tensors = model.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        int hidden = Need("embedding_length"), heads = Need("attention.head_count"), size = metadata.Size($"{name}.attention.key_length") ?? (hidden / heads);
        if (metadata.Text($"{name}.rope.scaling.type") is { } scaling and not "none") throw new ModelException($"The base stretches its context by rope scaling of the type {scaling}, which cannot be trained here: take the model before it was stretched.");
        return new ModelShape
        {
            Architecture = name switch { "llama" => ModelArchitecture.Llama, "mistral" => ModelArchitecture.Mistral, "qwen2" => ModelArchitecture.Qwen2, "qwen3" => ModelArchitecture.Qwen3, _ => throw new ModelException($"Models of the architecture {name} cannot be trained here.") },
            Layers = Need("block_count"),
            Hidden = hidden,
            Heads = heads,
            KvHeads = metadata.Size($"{name}.attention.head_count_kv") ?? heads,
            HeadSize = size,
            Intermediate = Need("feed_forward_length"),
            Vocabulary = (int)tensors["token_embd.weight"].Shape[0],
            Context = Need("context_length"),
            RopeTheta = metadata.Number($"{name}.rope.freq_base") ?? 10_000,
            RopeScaling = tensors.TryGetValue("rope_freqs.weight", out var factors) ? new RopeScaling(RopeScalingKind.Llama3, 1, Need("context_length")) { FrequencyFactors = ReadWeights.Floats(model, factors) } : null,
            NormEpsilon = (float)(metadata.Number($"{name}.attention.layer_norm_rms_epsilon") ?? 1e-5),
            TiedEmbeddings = !tensors.ContainsKey("output.weight"),
            QkNorm = tensors.ContainsKey("blk.0.attn_q_norm.weight"),
            AttentionBias = tensors.ContainsKey("blk.0.attn_q.bias"),
            SlidingWindow = metadata.Size($"{name}.attention.sliding_window") is > 0 and var window ? window : null,
        };

        int Need(string key) => metadata.Size($"{name}.{key}") ?? throw new ModelException($"The GGUF does not state its {name}.{key}.");
    }
}
