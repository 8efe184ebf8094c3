using System.Globalization;
using System.Text.Json;

namespace Onebox.Training.Planning;

/// <summary>Takes the shape of a model to pretrain from a config.json in the manner of Hugging Face, and the tokenizer from beside it.</summary>
internal static class ModelConfig
{
    private static readonly (string Ours, string Theirs)[] Names =
    [
        ("architecture", "model_type"), ("layers", "num_hidden_layers"), ("embedding", "hidden_size"), ("heads", "num_attention_heads"), ("keyValueHeads", "num_key_value_heads"),
        ("headLength", "head_dim"), ("feedForward", "intermediate_size"), ("vocabulary", "vocab_size"), ("context", "max_position_embeddings"), ("tiedEmbeddings", "tie_word_embeddings"),
        ("ropeBase", "rope_theta"), ("normEpsilon", "rms_norm_eps"),
    ];

    private static readonly string[] Templates = ["chat_template.jinja", "tokenizer_config.json"];

    /// <summary>The recipe with the shape in it; what it says itself stays.</summary>
    public static Recipe Into(Recipe recipe, string config, string? folder, Errors errors)
    {
        var asked = folder is null && !Path.IsPathRooted(config) ? config : Path.GetFullPath(config, folder ?? "/");
        if (Directory.Exists(asked)) config = Path.Combine(asked, "config.json");
        if (DataFiles.Find(config, folder, "model", errors) is not { } path) return recipe;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var shape = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (ours, theirs) in Names)
            {
                if (json.RootElement.TryGetProperty(theirs, out var value) && Text(value) is { } text) shape[ours] = text;
            }

            var beside = Path.GetDirectoryName(path)!;
            return recipe with
            {
                Model = shape,
                Tokenizer = recipe.Tokenizer ?? Path.Combine(beside, "tokenizer.json"),
                ChatTemplate = recipe.ChatTemplate ?? Templates.Select(n => Path.Combine(beside, n)).FirstOrDefault(File.Exists),
            };
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            errors.Note("model", $"{path} cannot be read: {error.Message}");
            return recipe;
        }
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole.ToString(CultureInfo.InvariantCulture) : value.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        _ => null,
    };
}
