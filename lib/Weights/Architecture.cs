namespace Onebox.Weights;

/// <summary>
/// A model's shape, in the same words whatever file states it. A fact that the files do not state is null: nothing here is
/// guessed. Two are derived where the format itself defines the default (head sizes, KV heads), as the properties say.
/// </summary>
public sealed record Architecture
{
    /// <summary>GGUF's <c>general.architecture</c> or the <c>model_type</c> of a config.json: <c>llama</c>, <c>qwen3</c>…</summary>
    public string? Name { get; init; }

    /// <summary>The name that its maker gave it.</summary>
    public string? ModelName { get; init; }

    /// <summary>GGUF's <c>general.type</c> (<c>model</c>, <c>adapter</c>…), or <c>adapter</c> for a PEFT folder.</summary>
    public string? Kind { get; init; }

    public string? License { get; init; }

    /// <summary>Transformer blocks.</summary>
    public int? Layers { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public int? EmbeddingLength { get; init; }

    public PerLayer? Heads { get; init; }

    /// <summary>Key-value heads; where a GGUF does not state them, as many as heads, which is the format's default.</summary>
    public PerLayer? KvHeads { get; init; }

    /// <summary>Elements of one key head; where not stated, embedding length divided by heads, the formats' default.</summary>
    public int? KeyLength { get; init; }

    /// <summary>Elements of one value head; default as <see cref="KeyLength"/>.</summary>
    public int? ValueLength { get; init; }

    public PerLayer? FeedForwardLength { get; init; }

    /// <summary>Tokens in the vocabulary.</summary>
    public int? Vocabulary { get; init; }

    /// <summary>Tokens of context it was trained for.</summary>
    public int? ContextLength { get; init; }

    public ExpertFacts? Experts { get; init; }

    public RopeFacts? Rope { get; init; }

    public AttentionFacts Attention { get; init; } = AttentionFacts.Plain;

    /// <summary>State-space layers (Mamba and hybrids); null without any.</summary>
    public StateSpaceFacts? StateSpace { get; init; }

    /// <summary>True when the output layer is the token embedding; null when not known.</summary>
    public bool? TiedEmbeddings { get; init; }

    /// <summary>The tokenizer's kind: <c>tokenizer.ggml.model</c>, or the class in tokenizer_config.json.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>The chat template as the model carries it.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>The precision it was published in (<c>torch_dtype</c>).</summary>
    public string? PublishedType { get; init; }

    /// <summary>The quantization's label: <c>Q4_K_M</c>, <c>F16</c>, <c>fp8</c>.</summary>
    public string? Quantization { get; init; }

    /// <summary>True when the file states that label; false when it is the type of most bytes.</summary>
    public bool QuantizationStated { get; init; }

    /// <summary>What the tensor tables add up to.</summary>
    public required WeightFacts Weights { get; init; }

    /// <summary>
    /// Parameters, exact from the tensor tables, or null where tensors are packed so that elements are no parameters
    /// (GPTQ, AWQ, bitsandbytes).
    /// </summary>
    public long? Parameters { get; init; }
}

/// <summary>A mixture of experts.</summary>
/// <param name="Count">Experts in a layer.</param>
/// <param name="Used">Experts that each token passes.</param>
/// <param name="Shared">Experts that every token passes besides.</param>
/// <param name="FeedForwardLength">Width of one expert.</param>
public sealed record ExpertFacts(int Count, int? Used, int? Shared, int? FeedForwardLength);

/// <summary>Rotary position embedding.</summary>
/// <param name="Dimensions">Elements of a head that are rotated.</param>
/// <param name="FrequencyBase">Theta.</param>
/// <param name="Scaling"><c>linear</c>, <c>yarn</c>, <c>llama3</c>… as the file names it.</param>
/// <param name="Factor">How far scaling stretches the context.</param>
/// <param name="OriginalContext">Tokens of context before it was stretched.</param>
public sealed record RopeFacts(int? Dimensions, double? FrequencyBase, string? Scaling, double? Factor, int? OriginalContext);

/// <summary>What makes attention differ from plain full attention; each is null where it does not apply.</summary>
/// <param name="SlidingWindow">Tokens that a sliding layer sees.</param>
/// <param name="SlidingPeriod">Every how many layers one layer sees everything, as the file counts.</param>
/// <param name="SlidingLayers">For each layer, whether it slides.</param>
/// <param name="SharedKvLayers">Layers that use the keys and values of earlier ones.</param>
/// <param name="FullAttentionPeriod">In hybrids: every how many layers one layer attends.</param>
/// <param name="KvLoraRank">Rank of the compressed keys and values of multi-head latent attention.</param>
public sealed record AttentionFacts(
    int? SlidingWindow,
    int? SlidingPeriod,
    IReadOnlyList<bool>? SlidingLayers,
    int? SharedKvLayers,
    int? FullAttentionPeriod,
    int? KvLoraRank)
{
    public static AttentionFacts Plain { get; } = new(null, null, null, null, null, null);
}

/// <summary>State-space layers, in the words of GGUF.</summary>
public sealed record StateSpaceFacts(int? ConvolutionKernel, int? InnerSize, int? StateSize, int? TimeStepRank, int? GroupCount);
