using System.Globalization;
using System.Text.Json;
using Onebox.Kernel.Wording;
using Onebox.Weights;

namespace Onebox.Training.Planning;

/// <summary>The shape of a model that pretraining makes, from a recipe's <c>model:</c> and back.</summary>
internal static class ShapeText
{
    private const int MostTokens = 1 << 22;

    private static readonly string[] Architectures = ["llama", "qwen2", "qwen3", "mistral"];
    private static readonly string[] Keys = ["architecture", "layers", "embedding", "heads", "keyValueHeads", "headLength", "feedForward", "vocabulary", "context", "tiedEmbeddings", "ropeBase", "normEpsilon"];

    /// <param name="said">What the recipe says.</param>
    /// <param name="tokenizer">The absolute path of its tokenizer; null when it names none.</param>
    /// <param name="template">The absolute path of its chat template.</param>
    /// <returns>Null when something is missing or wrong; it is noted.</returns>
    public static PlannedShape? Read(IReadOnlyDictionary<string, string> said, string? tokenizer, string? template, Errors errors)
    {
        foreach (var key in said.Keys.Where(k => !Keys.Contains(k))) errors.Note("model", $"There is no '{key}' of a model{NearWord.Hint(key, Keys)}; there are {string.Join(", ", Keys)}.");
        var before = errors.All.Count;
        var words = tokenizer is null ? null : Tokens(tokenizer, errors);
        if (tokenizer is null) errors.Note("tokenizer", "Pretraining needs a tokenizer: name a tokenizer.json beside the recipe (tokenizer: tokenizer.json).");
        var architecture = said.GetValueOrDefault("architecture") ?? "llama";
        if (!Architectures.Contains(architecture)) errors.Note("model", $"The architecture must be one of {string.Join(", ", Architectures)}; '{architecture}' is not.");
        int layers = Need("layers", 1, 1000), embedding = Need("embedding", 8, 1 << 17), heads = Need("heads", 1, 4096);
        int feedForward = Need("feedForward", 8, 1 << 20), context = Need("context", 8, 1 << 24);
        var keyValueHeads = Optional("keyValueHeads", 1, 4096) ?? heads;
        var headLength = Optional("headLength", 2, 4096);
        var vocabulary = Optional("vocabulary", 2, MostTokens) ?? words ?? 0;
        if (words > vocabulary) errors.Note("model", string.Create(CultureInfo.InvariantCulture, $"The vocabulary of {vocabulary} is smaller than the tokenizer's {words}: leave vocabulary out, or raise it."));
        if (heads > 0 && keyValueHeads > 0 && heads % keyValueHeads != 0) errors.Note("model", string.Create(CultureInfo.InvariantCulture, $"{heads} heads cannot be shared evenly by {keyValueHeads} key-value heads."));
        if (heads > 0 && headLength is null && embedding % heads != 0) errors.Note("model", string.Create(CultureInfo.InvariantCulture, $"An embedding of {embedding} cannot be shared evenly by {heads} heads: change one, or give headLength."));
        var tied = said.GetValueOrDefault("tiedEmbeddings") is not { } flag || !bool.TryParse(flag, out var isTied) || isTied;
        var rope = double.TryParse(said.GetValueOrDefault("ropeBase"), NumberStyles.Float, CultureInfo.InvariantCulture, out var ropeBase) && ropeBase > 1 ? ropeBase : 10_000;
        var epsilon = double.TryParse(said.GetValueOrDefault("normEpsilon"), NumberStyles.Float, CultureInfo.InvariantCulture, out var normEpsilon) && normEpsilon is > 0 and < 1 ? normEpsilon : 1e-5;
        if (errors.All.Count > before || errors.All.ContainsKey("model")) return null;
        return new PlannedShape(architecture, layers, embedding, heads, keyValueHeads, headLength, feedForward, vocabulary, context, tied, rope, epsilon, tokenizer!, DataFiles.HashOf(tokenizer!), Template(template), template);

        int Need(string key, int least, int most)
        {
            if (said.ContainsKey(key)) return Optional(key, least, most) ?? 0;
            errors.Note("model", $"The model's {key} is missing.");
            return 0;
        }

        int? Optional(string key, int least, int most)
        {
            if (said.GetValueOrDefault(key) is not { Length: > 0 } text) return null;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
            errors.Note("model", string.Create(CultureInfo.InvariantCulture, $"The model's {key} must be a whole number from {least} to {most}; '{text}' is not."));
            return null;
        }
    }

    /// <summary>The text of a template's file, or the <c>chat_template</c> of a tokenizer_config.json.</summary>
    private static string? Template(string? path)
    {
        if (path is null) return null;
        var text = File.ReadAllText(path);
        if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return text;
        using var json = JsonDocument.Parse(text);
        return json.RootElement.TryGetProperty("chat_template", out var template) && template.ValueKind == JsonValueKind.String ? template.GetString() : null;
    }

    public static IEnumerable<(string Key, string Value)> ToText(PlannedShape shape)
    {
        yield return ("architecture", shape.Architecture);
        yield return ("layers", Text(shape.Layers));
        yield return ("embedding", Text(shape.Embedding));
        yield return ("heads", Text(shape.Heads));
        yield return ("keyValueHeads", Text(shape.KeyValueHeads));
        if (shape.HeadLength is { } head) yield return ("headLength", Text(head));
        yield return ("feedForward", Text(shape.FeedForward));
        yield return ("vocabulary", Text(shape.Vocabulary));
        yield return ("context", Text(shape.Context));
        yield return ("tiedEmbeddings", shape.TiedEmbeddings ? "true" : "false");
        yield return ("ropeBase", shape.RopeBase.ToString("R", CultureInfo.InvariantCulture));
        yield return ("normEpsilon", shape.NormEpsilon.ToString("R", CultureInfo.InvariantCulture));

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>As sizing wants it.</summary>
    public static Architecture Facts(PlannedShape shape) => new()
    {
        Name = shape.Architecture,
        Layers = shape.Layers,
        EmbeddingLength = shape.Embedding,
        Heads = PerLayer.Same(shape.Heads),
        KvHeads = PerLayer.Same(shape.KeyValueHeads),
        KeyLength = shape.HeadLength ?? (shape.Embedding / shape.Heads),
        ValueLength = shape.HeadLength ?? (shape.Embedding / shape.Heads),
        FeedForwardLength = PerLayer.Same(shape.FeedForward),
        Vocabulary = shape.Vocabulary,
        ContextLength = shape.Context,
        TiedEmbeddings = shape.TiedEmbeddings,
        Parameters = shape.Parameters,
        Weights = WeightFacts.Of([]),
    };

    /// <summary>The highest token id of a tokenizer.json and one.</summary>
    private static int? Tokens(string path, Errors errors)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var highest = -1;
            if (json.RootElement.TryGetProperty("model", out var model) && model.TryGetProperty("vocab", out var vocabulary))
                highest = vocabulary.ValueKind == JsonValueKind.Object ? vocabulary.EnumerateObject().Max(t => t.Value.GetInt32()) : vocabulary.GetArrayLength() - 1;
            if (json.RootElement.TryGetProperty("added_tokens", out var added) && added.GetArrayLength() > 0)
                highest = Math.Max(highest, added.EnumerateArray().Max(t => t.GetProperty("id").GetInt32()));
            if (highest >= 0 && highest < MostTokens) return highest + 1;
            errors.Note("tokenizer", $"{path} is no tokenizer.json: it has no vocabulary.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            errors.Note("tokenizer", $"The tokenizer {path} cannot be read: {error.Message}");
        }

        return null;
    }
}
