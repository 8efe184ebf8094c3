using System.Text.Json;

namespace Onebox.Weights;

/// <summary>Puts a config.json into the common words. The names are those of the transformers library and its forebears.</summary>
internal static class HuggingFaceConfig
{
    // In these model types transformers itself takes as many KV heads as heads where the configuration is silent.
    private static readonly HashSet<string> KvHeadsDefaultToHeads = new(StringComparer.Ordinal)
    {
        "llama", "mistral", "mixtral", "qwen2", "qwen2_moe", "phi", "phi3", "stablelm", "gemma",
        "gpt2", "gpt_neo", "gpt_neox", "gptj", "opt", "bloom", "bert", "roberta", "xlm-roberta", "mpt",
    };

    public static Architecture ArchitectureOf(JsonElement root, IReadOnlyList<TensorInfo> tensors, WeightFacts weights)
    {
        // Models with eyes or ears keep the language model's facts one level down.
        var text = root.Field("text_config") is { ValueKind: JsonValueKind.Object } nested ? nested : root;
        var layers = text.Size("num_hidden_layers", "n_layer", "num_layers", "n_layers");
        var heads = Counts(text, layers, "num_attention_heads", "n_head", "n_heads");
        var hidden = text.Size("hidden_size", "n_embd", "d_model");
        var headSize = HeadSize(text, hidden, heads, tensors);
        var quantization = root.Field("quantization_config") is { ValueKind: JsonValueKind.Object } found ? found : (JsonElement?)null;
        var name = text.Text("model_type") ?? root.Text("model_type");
        var architecture = new Architecture
        {
            Name = root.Text("model_type") ?? name,
            ModelName = root.Text("_name_or_path") is { Length: > 0 } path ? path : null,
            Layers = layers,
            EmbeddingLength = hidden,
            Heads = heads,
            KvHeads = KvHeads(text, name, layers, heads, headSize, tensors),
            KeyLength = Sum(text.Size("qk_nope_head_dim"), text.Size("qk_rope_head_dim")) ?? headSize,
            ValueLength = text.Size("v_head_dim") ?? headSize,
            FeedForwardLength = Counts(text, layers, "intermediate_size", "n_inner", "ffn_dim", "ffn_hidden_size"),
            Vocabulary = text.Size("vocab_size"),
            ContextLength = text.Size("max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "seq_length"),
            Experts = Experts(text),
            Rope = Rope(text),
            Attention = Attention(text),
            TiedEmbeddings = root.Flag("tie_word_embeddings") ?? text.Flag("tie_word_embeddings")
                ?? (tensors.Any(t => t.Name == "lm_head.weight") ? false : null),
            PublishedType = root.Text("torch_dtype") ?? root.Text("dtype") ?? text.Text("torch_dtype") ?? text.Text("dtype"),
            Quantization = quantization?.Text("quant_method") ?? weights.MajorityType,
            QuantizationStated = quantization?.Text("quant_method") is not null,
            Weights = weights,
            Parameters = ParameterCount.Of(tensors, quantization is not null),
        };
        ConfigAgreement.Require(root, tensors, architecture);
        return architecture;
    }

    private static int? HeadSize(JsonElement config, int? hidden, PerLayer? heads, IReadOnlyList<TensorInfo> tensors)
    {
        if (config.Size("head_dim") is > 0 and { } stated)
            return stated;
        if (heads is null || heads.At(0) is not (> 0 and var count))
            return null;
        if (Rows(tensors, ".self_attn.q_proj.weight") is { } rows && rows % count == 0)
            return (int)(rows / count);
        return hidden is { } width && width % count == 0 ? width / count : null;
    }

    private static PerLayer? KvHeads(JsonElement config, string? name, int? layers, PerLayer? heads, int? headSize, IReadOnlyList<TensorInfo> tensors)
    {
        if (Counts(config, layers, "num_key_value_heads", "num_kv_heads", "n_head_kv") is { } stated)
            return stated;
        if (config.Flag("multi_query") == true)
            return PerLayer.Same(1);
        if (headSize is > 0 and var size && Rows(tensors, ".self_attn.k_proj.weight") is { } rows && rows % size == 0)
            return PerLayer.Same((int)(rows / size));
        return name is not null && KvHeadsDefaultToHeads.Contains(name) ? heads : null;
    }

    /// <summary>Rows of the first such tensor whose elements are weights and not packed.</summary>
    private static long? Rows(IReadOnlyList<TensorInfo> tensors, string suffix) =>
        tensors.FirstOrDefault(t => t.Name.EndsWith(suffix, StringComparison.Ordinal)) is { Shape: [> 0 and <= int.MaxValue and var rows, _], Type.Name: "F32" or "F16" or "BF16" or "F8_E4M3" }
            ? rows
            : null;

    /// <summary>A count stated once, or as one for each layer.</summary>
    private static PerLayer? Counts(JsonElement config, int? layers, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (config.Field(name) is not { } field)
                continue;
            if (field.ValueKind == JsonValueKind.Number)
                return field.TryGetInt32(out var single) && single >= 0 ? PerLayer.Same(single) : null;
            if (field.ValueKind != JsonValueKind.Array || field.GetArrayLength() != layers || layers == 0)
                return null;
            var values = field.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out var value) ? value : -1).ToList();
            return values.TrueForAll(value => value >= 0) ? PerLayer.Of(values) : null;
        }
        return null;
    }

    private static ExpertFacts? Experts(JsonElement config) =>
        config.Size("num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts") is > 0 and { } count
            ? new(count, config.Size("num_experts_per_tok", "experts_per_token", "moe_topk"), config.Size("n_shared_experts"), config.Size("moe_intermediate_size"))
            : null;

    private static RopeFacts? Rope(JsonElement config)
    {
        var scaling = config.Field("rope_parameters") ?? config.Field("rope_scaling");
        var rope = new RopeFacts(
            config.Size("rotary_dim", "qk_rope_head_dim"),
            config.Number("rope_theta") ?? scaling?.Number("rope_theta"),
            scaling?.Text("rope_type") ?? scaling?.Text("type"),
            scaling?.Number("factor"),
            scaling?.Size("original_max_position_embeddings") ?? config.Size("original_max_position_embeddings"));
        return rope == new RopeFacts(null, null, null, null, null) ? null : rope;
    }

    private static AttentionFacts Attention(JsonElement config)
    {
        var slides = config.Flag("use_sliding_window") != false;
        var layers = config.Field("layer_types") is { ValueKind: JsonValueKind.Array } types
            ? types.EnumerateArray().Select(type => type.ValueKind == JsonValueKind.String && type.ValueEquals("sliding_attention")).ToList()
            : null;
        return new AttentionFacts(
            slides && config.Size("sliding_window") is > 0 and { } window ? window : null,
            slides ? config.Size("sliding_window_pattern") : null,
            slides && layers is not null && layers.Contains(true) ? layers : null,
            config.Size("num_kv_shared_layers") is > 0 and { } shared ? shared : null,
            config.Size("full_attention_interval"),
            config.Size("kv_lora_rank") is > 0 and { } rank ? rank : null);
    }

    private static int? Sum(int? a, int? b) => a is { } x && b is { } y && x <= int.MaxValue - y ? x + y : null;
}
