using System.Text.Json;
using Onebox.Weights;

namespace Onebox.Tokenizers.Tests.Files;

/// <summary>onebox-tiny's vocabulary as GGUF keys.</summary>
internal static class TinyVocabulary
{
    public static IEnumerable<KeyValuePair<string, GgufValue>> Keys()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "onebox-tiny", "tokenizer.json")));
        var model = json.RootElement.GetProperty("model");
        var tokens = model.GetProperty("vocab").EnumerateObject().OrderBy(t => t.Value.GetInt32()).Select(t => t.Name).ToList();
        var plain = tokens.Count;
        tokens.AddRange(json.RootElement.GetProperty("added_tokens").EnumerateArray().Select(t => t.GetProperty("content").GetString()!));
        return
        [
            new("general.architecture", GgufValue.Of("llama")),
            new("tokenizer.ggml.model", GgufValue.Of("gpt2")),
            new("tokenizer.ggml.pre", GgufValue.Of("qwen2")),
            new("tokenizer.ggml.tokens", GgufValue.Of(GgufArray.Of(tokens))),
            new("tokenizer.ggml.token_type", GgufValue.Of(GgufArray.Of([.. tokens.Select((_, i) => i < plain ? 1 : 3)]))),
            new("tokenizer.ggml.merges", GgufValue.Of(GgufArray.Of(model.GetProperty("merges").EnumerateArray().Select(m => m.GetString()!)))),
            new("tokenizer.ggml.bos_token_id", GgufValue.Of((uint)plain)),
            new("tokenizer.ggml.eos_token_id", GgufValue.Of((uint)plain + 2)),
            new("tokenizer.ggml.padding_token_id", GgufValue.Of((uint)plain)),
        ];
    }
}
