namespace Onebox.Weights;

/// <summary>The files beside the weights that belong to a model. A list of names, so that an import takes along nothing else.</summary>
internal static class CompanionFiles
{
    private static readonly string[] Configuration =
    [
        "config.json", "generation_config.json", "adapter_config.json", "quantization_config.json",
        "tokenizer.json", "tokenizer_config.json", "tokenizer.model", "special_tokens_map.json", "added_tokens.json",
        "vocab.json", "vocab.txt", "merges.txt", "tekken.json", "params.json",
        "chat_template.jinja", "chat_template.json", "preprocessor_config.json", "processor_config.json",
        "modules.json", "sentence_bert_config.json", "config_sentence_transformers.json",
    ];

    private static readonly string[] Texts =
    [
        "README.md", "LICENSE", "LICENSE.md", "LICENSE.txt", "NOTICE", "NOTICE.txt", "USE_POLICY.md",
    ];

    /// <summary>Configuration, tokenizer, index and documents.</summary>
    public static IReadOnlyList<string> All(string folder) =>
    [
        .. Existing(folder, Configuration),
        .. Directory.EnumerateFiles(folder, "*.safetensors.index.json").Order(StringComparer.Ordinal),
        .. Existing(folder, Texts),
    ];

    /// <summary>Documents only: a GGUF carries its configuration.</summary>
    public static IReadOnlyList<string> Documents(string folder) => [.. Existing(folder, Texts)];

    private static IEnumerable<string> Existing(string folder, string[] names) =>
        names.Select(name => Path.Combine(folder, name)).Where(File.Exists);
}
