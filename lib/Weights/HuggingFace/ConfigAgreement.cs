using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Onebox.Weights;

/// <summary>
/// Holds a config.json against the weights beside it. Only model types whose tensors transformers builds from these very numbers, and which it
/// refuses to load when they differ: of others a difference may be meant.
/// </summary>
internal static partial class ConfigAgreement
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal) { "llama", "mistral", "qwen2", "qwen3" };

    private static readonly string[] Counts = ["num_hidden_layers", "hidden_size", "num_attention_heads", "num_key_value_heads", "head_dim", "intermediate_size", "vocab_size"];

    /// <exception cref="ModelFileException"><see cref="ModelFileError.Corrupt"/>: a number is none, or the weights say another.</exception>
    public static void Require(JsonElement config, IReadOnlyList<TensorInfo> tensors, Architecture said)
    {
        if (config.Text("model_type") is not { } type || !Known.Contains(type)) return;
        foreach (var name in Counts)
        {
            if (config.Field(name) is { } field && !(field.ValueKind == JsonValueKind.Number && field.TryGetInt32(out var count) && count >= 0))
                throw Refused($"{name} is {Shorten(field.GetRawText())}, which is no count");
        }

        var layers = tensors.Select(t => Layer().Match(t.Name)).Where(m => m.Success).Select(m => m.Groups["index"].Value).Distinct(StringComparer.Ordinal).Count();
        if (layers > 0) Same("num_hidden_layers", said.Layers, layers, "layers");
        var (heads, keyValueHeads) = (said.Heads?.At(0), said.KvHeads?.At(0));
        Shaped(tensors, "model.embed_tokens.weight", ("vocab_size", said.Vocabulary), ("hidden_size", said.EmbeddingLength));
        Shaped(tensors, "model.layers.0.self_attn.q_proj.weight", ("num_attention_heads × head_dim", (long?)heads * said.KeyLength), ("hidden_size", said.EmbeddingLength));
        Shaped(tensors, "model.layers.0.self_attn.k_proj.weight", ("num_key_value_heads × head_dim", (long?)keyValueHeads * said.KeyLength), ("hidden_size", said.EmbeddingLength));
        Shaped(tensors, "model.layers.0.mlp.gate_proj.weight", ("intermediate_size", said.FeedForwardLength?.At(0)), ("hidden_size", said.EmbeddingLength));
    }

    private static void Shaped(IReadOnlyList<TensorInfo> tensors, string name, (string Name, long? Value) rows, (string Name, long? Value) columns)
    {
        // Packed weights have other shapes than what they stand for.
        if (tensors.FirstOrDefault(t => t.Name == name) is not { Shape: [var height, var width], Type.Name: "F32" or "F16" or "BF16" or "F8_E4M3" }) return;
        Same(rows.Name, rows.Value, height, $"rows of {name}");
        Same(columns.Name, columns.Value, width, $"columns of {name}");
    }

    private static void Same(string name, long? said, long found, string what)
    {
        if (said is { } value && value != found) throw Refused(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}, and the weights have {found} {what}"));
    }

    private static ModelFileException Refused(string what) =>
        new Faults("config.json").Refused(ModelFileError.Corrupt, what, "Take config.json and the weights from one and the same model.");

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    [GeneratedRegex(@"^model\.layers\.(?<index>[0-9]+)\.", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Layer();
}
