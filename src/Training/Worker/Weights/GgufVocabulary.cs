using System.Text.Json;
using Onebox.Models;
using Onebox.Tokenizers;
using Onebox.Weights;

namespace Onebox.Training.Worker.Weights;

/// <summary>A tokenizer.json (byte-level BPE, or SentencePiece's as BPE) in the words of GGUF, so that llama.cpp reads what was trained.</summary>
internal static class GgufVocabulary
{
    private const int Normal = 1;
    private const int Control = 3;
    private const int UserDefined = 4;

    /// <summary>Splitting patterns by which llama.cpp's own names are told; an unknown one would tokenize otherwise when served.</summary>
    private static readonly (string Part, string Name)[] Splitters =
    [
        (@"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|", "llama-bpe"),
        (@"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|", "qwen2"),
    ];

    /// <param name="path">The tokenizer.json.</param>
    /// <param name="tokenizer">The same, read.</param>
    /// <param name="size">Tokens that the model has room for.</param>
    /// <param name="template">The chat template; null for none.</param>
    /// <exception cref="ModelException">It is of another kind.</exception>
    public static IReadOnlyList<KeyValuePair<string, GgufValue>> Of(string path, Tokenizer tokenizer, int size, string? template)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        List<KeyValuePair<string, GgufValue>> pairs = [.. Tokens(json.RootElement, size)];
        if (tokenizer.BosId is { } bos) pairs.Add(new("tokenizer.ggml.bos_token_id", GgufValue.Of((uint)bos)));
        if (tokenizer.EosId is { } eos) pairs.Add(new("tokenizer.ggml.eos_token_id", GgufValue.Of((uint)eos)));
        if (tokenizer.PadId is { } pad) pairs.Add(new("tokenizer.ggml.padding_token_id", GgufValue.Of((uint)pad)));
        pairs.Add(new("tokenizer.ggml.add_bos_token", GgufValue.Of(tokenizer.Encode("", addSpecial: true).Length > 0)));
        if (!string.IsNullOrEmpty(template)) pairs.Add(new("tokenizer.chat_template", GgufValue.Of(template)));
        return pairs;
    }

    private static IEnumerable<KeyValuePair<string, GgufValue>> Tokens(JsonElement json, int size)
    {
        var model = json.GetProperty("model");
        if (!model.TryGetProperty("merges", out var list)) throw new ModelException("Only BPE vocabularies can be written for llama.cpp; this tokenizer.json has another kind.");
        var (tokens, kinds) = (new string[size], new int[size]);
        for (var i = 0; i < size; i++) (tokens[i], kinds[i]) = ($"<|unused{i}|>", Control);
        foreach (var token in model.GetProperty("vocab").EnumerateObject()) (tokens[token.Value.GetInt32()], kinds[token.Value.GetInt32()]) = (token.Name, Normal);
        if (json.TryGetProperty("added_tokens", out var added))
        {
            foreach (var token in added.EnumerateArray())
                (tokens[token.GetProperty("id").GetInt32()], kinds[token.GetProperty("id").GetInt32()]) = (token.GetProperty("content").GetString()!, token.GetProperty("special").GetBoolean() ? Control : UserDefined);
        }

        List<(string Left, string Right)> merges = [.. list.EnumerateArray().Select(m => m.ValueKind == JsonValueKind.String && m.GetString()!.Split(' ', 2) is [var left, var right] ? (left, right) : (m[0].GetString()!, m[1].GetString()!))];
        if (model.TryGetProperty("byte_fallback", out var bytes) && bytes.ValueKind == JsonValueKind.True) return SentencePieceVocabulary.Of(json, tokens, kinds, merges);
        return
        [
            new("tokenizer.ggml.model", GgufValue.Of("gpt2")),
            new("tokenizer.ggml.pre", GgufValue.Of(Splitter(json))),
            new("tokenizer.ggml.tokens", GgufValue.Of(GgufArray.Of(tokens))),
            new("tokenizer.ggml.token_type", GgufValue.Of(GgufArray.Of(kinds))),
            new("tokenizer.ggml.merges", GgufValue.Of(GgufArray.Of(merges.Select(m => $"{m.Left} {m.Right}")))),
        ];
    }

    private static string Splitter(JsonElement json)
    {
        var text = json.TryGetProperty("pre_tokenizer", out var splitter) ? splitter.ToString() : "";
        var plain = text.Replace(@"\\", @"\", StringComparison.Ordinal);
        return Splitters.FirstOrDefault(s => plain.Contains(s.Part, StringComparison.Ordinal)).Name ?? "gpt-2";
    }
}
