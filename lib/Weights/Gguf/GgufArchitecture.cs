namespace Onebox.Weights;

/// <summary>Puts a GGUF's metadata into the common words.</summary>
internal static class GgufArchitecture
{
    /// <param name="whole">Whether these are all of the model's tensors.</param>
    public static Architecture Of(GgufMetadata metadata, IReadOnlyList<TensorInfo> tensors, bool whole)
    {
        var name = metadata.Text("general.architecture");
        var keys = new ArchitectureKeys(metadata, name ?? "");
        var layers = keys.Size("block_count");
        var heads = keys.PerLayer("attention.head_count", layers);
        var embedding = keys.Size("embedding_length");
        var headSize = DefaultHeadSize(embedding, heads);
        var weights = WeightFacts.Of(tensors);
        var stated = GgufFileTypes.Label(metadata.Integer("general.file_type"));
        return new Architecture
        {
            Name = name,
            ModelName = metadata.Text("general.name"),
            Kind = metadata.Text("general.type"),
            License = ModelCard.Of(metadata).License,
            Layers = layers,
            EmbeddingLength = embedding,
            Heads = heads,
            KvHeads = keys.Has("attention.head_count_kv") ? keys.PerLayer("attention.head_count_kv", layers) : heads,
            KeyLength = keys.Has("attention.key_length") ? keys.Size("attention.key_length") : headSize,
            ValueLength = keys.Has("attention.value_length") ? keys.Size("attention.value_length") : headSize,
            FeedForwardLength = keys.PerLayer("feed_forward_length", layers),
            Vocabulary = metadata.Array("tokenizer.ggml.tokens")?.Count ?? keys.Size("vocab_size"),
            ContextLength = keys.Size("context_length"),
            Experts = Experts(keys),
            Rope = Rope(keys),
            Attention = Attention(keys, layers),
            StateSpace = StateSpace(keys),
            TiedEmbeddings = TiedEmbeddings(tensors, whole),
            Tokenizer = metadata.Text("tokenizer.ggml.model"),
            ChatTemplate = metadata.Text("tokenizer.chat_template"),
            Quantization = stated ?? weights.MajorityType,
            QuantizationStated = stated is not null,
            Weights = weights,
            Parameters = weights.Elements,
        };
    }

    /// <summary>GGUF's default for <c>key_length</c> and <c>value_length</c>: embedding length over the first layer's heads.</summary>
    private static int? DefaultHeadSize(int? embedding, PerLayer? heads) =>
        embedding is { } width && heads is not null && heads.At(0) is > 0 and var count && width % count == 0 ? width / count : null;

    private static ExpertFacts? Experts(ArchitectureKeys keys) => keys.Size("expert_count") is > 0 and { } count
        ? new(count, keys.Size("expert_used_count"), keys.Size("expert_shared_count"), keys.Size("expert_feed_forward_length"))
        : null;

    private static RopeFacts? Rope(ArchitectureKeys keys)
    {
        var rope = new RopeFacts(
            keys.Size("rope.dimension_count"),
            keys.Number("rope.freq_base"),
            keys.Text("rope.scaling.type"),
            keys.Number("rope.scaling.factor") ?? keys.Number("rope.scale_linear"),
            keys.Size("rope.scaling.original_context_length"));
        return rope == new RopeFacts(null, null, null, null, null) ? null : rope;
    }

    private static AttentionFacts Attention(ArchitectureKeys keys, int? layers) => new(
        keys.Size("attention.sliding_window") is > 0 and { } window ? window : null,
        keys.Size("attention.sliding_window_pattern"),
        keys.Flags("attention.sliding_window_pattern", layers),
        keys.Size("attention.shared_kv_layers") is > 0 and { } shared ? shared : null,
        keys.Size("full_attention_interval"),
        keys.Size("attention.kv_lora_rank") is > 0 and { } rank ? rank : null);

    private static StateSpaceFacts? StateSpace(ArchitectureKeys keys) => keys.Size("ssm.state_size") is { } state
        ? new(keys.Size("ssm.conv_kernel"), keys.Size("ssm.inner_size"), state, keys.Size("ssm.time_step_rank"), keys.Size("ssm.group_count"))
        : null;

    /// <summary>llama.cpp ties the output to the embedding where a whole model has no output tensor.</summary>
    private static bool? TiedEmbeddings(IReadOnlyList<TensorInfo> tensors, bool whole)
    {
        if (tensors.Any(t => t.Name == "output.weight"))
            return false;
        return whole && tensors.Any(t => t.Name == "token_embd.weight") ? true : null;
    }
}
