using System.Text.Json;
using System.Text.Json.Nodes;

namespace Onebox.Models;

/// <summary>A shape from and to a config.json. Names and defaults are those of transformers' configuration classes.</summary>
internal static class HuggingFaceConfig
{
    private const int MostBytes = 4 << 20;

    public static ModelShape Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes) throw new ModelException($"{path} is larger than any configuration.");
            return Of(JsonNode.Parse(File.ReadAllBytes(path), documentOptions: new JsonDocumentOptions { MaxDepth = 32, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }) as JsonObject
                ?? throw new ModelException($"{path} does not hold a JSON object."));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new ModelException($"{path} cannot be read as a model's configuration: {e.Message}", e);
        }
    }

    public static ModelShape Of(JsonObject config)
    {
        var type = (string?)config["model_type"] ?? "";
        var architecture = type switch
        {
            "llama" => ModelArchitecture.Llama,
            "mistral" => ModelArchitecture.Mistral,
            "qwen2" => ModelArchitecture.Qwen2,
            "qwen3" => ModelArchitecture.Qwen3,
            _ => throw new ModelException($"Models of type '{type}' cannot be trained here; llama, mistral, qwen2 and qwen3 can."),
        };
        if ((string?)config["hidden_act"] is { } act && act != "silu") throw new ModelException($"The activation '{act}' is not known here; silu is.");
        if ((bool?)config["mlp_bias"] == true) throw new ModelException("Feed-forward layers with biases cannot be trained here.");
        if (architecture is ModelArchitecture.Qwen2 or ModelArchitecture.Qwen3 && (bool?)config["use_sliding_window"] == true) throw new ModelException("Sliding windows in some layers only (use_sliding_window) cannot be trained here.");
        int hidden = Number(config, "hidden_size"), heads = Number(config, "num_attention_heads"), context = Number(config, "max_position_embeddings");
        var shape = new ModelShape
        {
            Architecture = architecture,
            Layers = Number(config, "num_hidden_layers"),
            Hidden = hidden,
            Heads = heads,
            KvHeads = (int?)config["num_key_value_heads"] ?? heads,
            HeadSize = (int?)config["head_dim"] ?? (architecture == ModelArchitecture.Qwen3 ? 128 : heads > 0 ? hidden / heads : 0),
            Intermediate = Number(config, "intermediate_size"),
            Vocabulary = Number(config, "vocab_size"),
            Context = context,
            RopeTheta = (double?)config["rope_theta"] ?? (double?)config["rope_parameters"]?["rope_theta"] ?? 10_000,
            RopeScaling = Scaling(config, context),
            NormEpsilon = (float?)config["rms_norm_eps"] ?? 1e-6f,
            TiedEmbeddings = (bool?)config["tie_word_embeddings"] ?? false,
            QkNorm = architecture == ModelArchitecture.Qwen3,
            AttentionBias = architecture == ModelArchitecture.Qwen2 || ((bool?)config["attention_bias"] ?? false),
            SlidingWindow = architecture != ModelArchitecture.Mistral ? null : config.ContainsKey("sliding_window") ? (int?)config["sliding_window"] : 4096,
        };
        shape.Validate();
        return shape;
    }

    public static JsonObject Write(ModelShape shape, string torchType)
    {
        var config = new JsonObject
        {
            ["architectures"] = new JsonArray(shape.Architecture + "ForCausalLM"),
            ["model_type"] = shape.Architecture.ToString().ToLowerInvariant(),
            ["vocab_size"] = shape.Vocabulary,
            ["hidden_size"] = shape.Hidden,
            ["intermediate_size"] = shape.Intermediate,
            ["num_hidden_layers"] = shape.Layers,
            ["num_attention_heads"] = shape.Heads,
            ["num_key_value_heads"] = shape.KvHeads,
            ["head_dim"] = shape.HeadSize,
            ["hidden_act"] = "silu",
            ["max_position_embeddings"] = shape.Context,
            ["rms_norm_eps"] = shape.NormEpsilon,
            ["rope_theta"] = shape.RopeTheta,
            ["tie_word_embeddings"] = shape.TiedEmbeddings,
            ["torch_dtype"] = torchType,
        };
        if (shape.Architecture is ModelArchitecture.Llama or ModelArchitecture.Qwen3) config["attention_bias"] = shape.AttentionBias;
        if (shape.Architecture is ModelArchitecture.Mistral) config["sliding_window"] = shape.SlidingWindow;
        if (shape.RopeScaling is { } scaling) config["rope_scaling"] = Write(scaling);
        return config;
    }

    private static JsonObject Write(RopeScaling scaling)
    {
        if (scaling is { FrequencyFactors: not null, OriginalContext: 0 }) throw new ModelException("This model's rotary factors come from a GGUF and follow no published formula, so a config.json cannot state them. Save it as GGUF.");
        var json = new JsonObject { ["rope_type"] = scaling.Kind.ToString().ToLowerInvariant(), ["factor"] = scaling.Factor };
        if (scaling.Kind is RopeScalingKind.Yarn or RopeScalingKind.Llama3) json["original_max_position_embeddings"] = scaling.OriginalContext;
        if (scaling.Kind == RopeScalingKind.Llama3)
        {
            json["low_freq_factor"] = scaling.LowFrequencyFactor;
            json["high_freq_factor"] = scaling.HighFrequencyFactor;
        }
        if (scaling.Kind == RopeScalingKind.Yarn)
        {
            json["beta_fast"] = scaling.BetaFast;
            json["beta_slow"] = scaling.BetaSlow;
            if (scaling.AttentionFactor is { } factor) json["attention_factor"] = factor;
        }
        return json;
    }

    private static RopeScaling? Scaling(JsonObject config, int context)
    {
        if ((config["rope_scaling"] ?? config["rope_parameters"]) is not JsonObject json) return null;
        var type = (string?)json["rope_type"] ?? (string?)json["type"] ?? "default";
        RopeScalingKind? kind = type switch
        {
            "default" => null,
            "linear" => RopeScalingKind.Linear,
            "dynamic" => RopeScalingKind.Dynamic,
            "yarn" => RopeScalingKind.Yarn,
            "llama3" => RopeScalingKind.Llama3,
            _ => throw new ModelException($"The rotary scaling '{type}' is not known here; linear, dynamic, yarn and llama3 are."),
        };
        if (kind is not { } known) return null;
        var plain = new RopeScaling(known, (double?)json["factor"] ?? 1, (int?)json["original_max_position_embeddings"] ?? (int?)config["original_max_position_embeddings"] ?? context);
        return plain with
        {
            LowFrequencyFactor = (double?)json["low_freq_factor"] ?? plain.LowFrequencyFactor,
            HighFrequencyFactor = (double?)json["high_freq_factor"] ?? plain.HighFrequencyFactor,
            BetaFast = (double?)json["beta_fast"] ?? plain.BetaFast,
            BetaSlow = (double?)json["beta_slow"] ?? plain.BetaSlow,
            AttentionFactor = (double?)json["attention_factor"],
        };
    }

    private static int Number(JsonObject config, string key) => (int?)config[key] ?? throw new ModelException($"The configuration does not state {key}.");
}
