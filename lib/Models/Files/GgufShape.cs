using Onebox.Weights;

namespace Onebox.Models;

/// <summary>A shape from and to GGUF metadata. Keys are those of ggml's gguf.md.</summary>
internal static class GgufShape
{
    private const string RopeFactors = "rope_freqs.weight";

    public static ModelShape Read(ModelSet set)
    {
        var metadata = set.Files[0].Gguf!.Metadata;
        var name = metadata.Text("general.architecture") ?? "";
        string Key(string key) => $"{name}.{key}";
        var window = metadata.Size(Key("attention.sliding_window")) is > 0 and { } size ? size : (int?)null;
        var architecture = name switch
        {
            "llama" => window is null ? ModelArchitecture.Llama : ModelArchitecture.Mistral,
            "qwen2" => ModelArchitecture.Qwen2,
            "qwen3" => ModelArchitecture.Qwen3,
            _ => throw new ModelException($"GGUF models of architecture '{name}' cannot be trained here; llama, qwen2 and qwen3 can."),
        };
        int Number(string key) => metadata.Size(Key(key)) ?? throw new ModelException($"The GGUF does not state {Key(key)}.");
        int hidden = Number("embedding_length"), heads = Number("attention.head_count");
        var headSize = metadata.Size(Key("attention.key_length")) ?? (heads > 0 ? hidden / heads : 0);
        if ((metadata.Size(Key("rope.dimension_count")) ?? headSize) != headSize) throw new ModelException("Models that turn only a part of each head cannot be trained here.");
        if (metadata.Size(Key("attention.value_length")) is { } values && values != headSize) throw new ModelException("Models whose keys and values differ in size cannot be trained here.");
        var context = Number("context_length");
        var shape = new ModelShape
        {
            Architecture = architecture,
            Layers = Number("block_count"),
            Hidden = hidden,
            Heads = heads,
            KvHeads = metadata.Size(Key("attention.head_count_kv")) ?? heads,
            HeadSize = headSize,
            Intermediate = Number("feed_forward_length"),
            Vocabulary = VocabularyOf(set),
            Context = context,
            RopeTheta = metadata.Number(Key("rope.freq_base")) ?? 10_000,
            NormEpsilon = (float)(metadata.Number(Key("attention.layer_norm_rms_epsilon")) ?? throw new ModelException($"The GGUF does not state {Key("attention.layer_norm_rms_epsilon")}.")),
            TiedEmbeddings = set.Architecture.TiedEmbeddings ?? false,
            QkNorm = architecture == ModelArchitecture.Qwen3,
            AttentionBias = set.Tensors.Any(tensor => tensor.Name == "blk.0.attn_q.bias"),
            SlidingWindow = window,
        };
        shape.Validate();
        return shape with { RopeScaling = Scaling(set, metadata, name, shape) };
    }

    /// <summary>The metadata that state the shape, in the order of llama.cpp's own converter.</summary>
    public static IEnumerable<KeyValuePair<string, GgufValue>> Write(ModelShape shape, TensorType type)
    {
        var name = NameOf(shape);
        KeyValuePair<string, GgufValue> Size(string key, long value) => new($"{name}.{key}", GgufValue.Of((uint)value));
        yield return new("general.architecture", GgufValue.Of(name));
        yield return new("general.type", GgufValue.Of("model"));
        yield return new("general.file_type", GgufValue.Of(type == TensorType.F32 ? 0u : type == TensorType.F16 ? 1u : 32u));
        yield return new("general.quantization_version", GgufValue.Of(2u));
        yield return Size("vocab_size", shape.Vocabulary);
        yield return Size("context_length", shape.Context);
        yield return Size("embedding_length", shape.Hidden);
        yield return Size("block_count", shape.Layers);
        yield return Size("feed_forward_length", shape.Intermediate);
        yield return Size("attention.head_count", shape.Heads);
        yield return Size("attention.head_count_kv", shape.KvHeads);
        yield return Size("attention.key_length", shape.HeadSize);
        yield return Size("attention.value_length", shape.HeadSize);
        yield return Size("rope.dimension_count", shape.HeadSize);
        yield return new($"{name}.rope.freq_base", GgufValue.Of((float)shape.RopeTheta));
        yield return new($"{name}.attention.layer_norm_rms_epsilon", GgufValue.Of(shape.NormEpsilon));
        if (shape.SlidingWindow is { } window) yield return Size("attention.sliding_window", window);
        if (shape.RopeScaling is not { Kind: RopeScalingKind.Linear or RopeScalingKind.Yarn } scaling) yield break;
        yield return new($"{name}.rope.scaling.type", GgufValue.Of(scaling.Kind == RopeScalingKind.Yarn ? "yarn" : "linear"));
        yield return new($"{name}.rope.scaling.factor", GgufValue.Of((float)scaling.Factor));
        if (scaling.Kind == RopeScalingKind.Linear) yield break;
        yield return Size("rope.scaling.original_context_length", scaling.OriginalContext);
        yield return new($"{name}.rope.scaling.yarn_beta_fast", GgufValue.Of((float)scaling.BetaFast));
        yield return new($"{name}.rope.scaling.yarn_beta_slow", GgufValue.Of((float)scaling.BetaSlow));
        // llama.cpp multiplies its own 0.1 ln(factor) + 1 by this.
        if (scaling.AttentionFactor is { } attention) yield return new($"{name}.rope.scaling.attn_factor", GgufValue.Of((float)(attention / RopeFrequencies.YarnAmplitude(scaling.Factor))));
    }

    /// <summary>What of the shape stands in a tensor: Llama 3.1's rotary factors.</summary>
    public static IEnumerable<TensorSource> Tensors(ModelShape shape)
    {
        if (shape.RopeScaling is not { Kind: RopeScalingKind.Llama3 }) yield break;
        if (NameOf(shape) != "llama") throw new ModelException("llama.cpp knows Llama 3.1's rotary scaling in Llama models only: save this model as safetensors.");
        var factors = RopeFrequencies.Llama3Factors(shape).ToArray();
        yield return TensorSource.Of(RopeFactors, TensorType.F32, [factors.Length], System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(factors).ToArray());
    }

    public static string NameOf(ModelShape shape) => shape.Architecture switch
    {
        ModelArchitecture.Qwen2 => "qwen2",
        ModelArchitecture.Qwen3 => "qwen3",
        _ => "llama",
    };

    private static int VocabularyOf(ModelSet set) => set.Tensors.FirstOrDefault(tensor => tensor.Name == "token_embd.weight") is { Shape: [var rows and <= int.MaxValue, _] }
        ? (int)rows
        : throw new ModelException($"{set.Name} has no token embedding.");

    private static RopeScaling? Scaling(ModelSet set, GgufMetadata metadata, string name, ModelShape shape)
    {
        if (set.Tensors.FirstOrDefault(tensor => tensor.Name == RopeFactors) is { } tensor) return Llama3(set, tensor, shape);
        var original = metadata.Size($"{name}.rope.scaling.original_context_length") ?? shape.Context;
        var factor = metadata.Number($"{name}.rope.scaling.factor") ?? metadata.Number($"{name}.rope.scale_linear");
        switch (metadata.Text($"{name}.rope.scaling.type") ?? (factor is null ? "none" : "linear"))
        {
            case "none":
                return null;
            case "linear":
                return factor is { } by and not 1 ? new RopeScaling(RopeScalingKind.Linear, by, original) : null;
            case "yarn":
                var stretch = factor ?? throw new ModelException("The GGUF states a rotary scaling without its factor.");
                return new RopeScaling(RopeScalingKind.Yarn, stretch, original)
                {
                    BetaFast = metadata.Number($"{name}.rope.scaling.yarn_beta_fast") ?? 32,
                    BetaSlow = metadata.Number($"{name}.rope.scaling.yarn_beta_slow") ?? 1,
                    AttentionFactor = metadata.Number($"{name}.rope.scaling.attn_factor") is { } attention ? attention * RopeFrequencies.YarnAmplitude(stretch) : null,
                };
            case var other:
                throw new ModelException($"The rotary scaling '{other}' is not known here; linear and yarn are.");
        }
    }

    /// <summary>A GGUF holds only the factors. The published formula's figures are found again where they fit.</summary>
    private static RopeScaling Llama3(ModelSet set, TensorInfo tensor, ModelShape shape)
    {
        if (tensor.Type != TensorType.F32 || tensor.Elements != shape.HeadSize / 2) throw new ModelException("The GGUF's rotary factors are not one float for each pair of a head.");
        var factors = new float[tensor.Elements];
        using var handle = set.Files[tensor.File].OpenHandle();
        set.Files[tensor.File].ReadTensor(handle, tensor, 0, System.Runtime.InteropServices.MemoryMarshal.AsBytes(factors.AsSpan()));
        var published = new RopeScaling(RopeScalingKind.Llama3, factors.Max(), 8192);
        var expected = RopeFrequencies.Llama3Factors(shape with { RopeScaling = published });
        var fits = expected.Zip(factors).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-4 * pair.Second);
        return published with { FrequencyFactors = factors, OriginalContext = fits ? 8192 : 0 };
    }
}
