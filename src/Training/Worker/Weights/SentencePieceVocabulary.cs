using System.Text.Json;
using Onebox.Models;
using Onebox.Weights;

namespace Onebox.Training.Worker.Weights;

/// <summary>
/// SentencePiece's vocabulary, which a tokenizer.json writes as BPE that falls back to bytes, in the words of GGUF. SentencePiece merges by the score of what a merge makes, tokenizer.json by the order of its merges: so the score is
/// minus the place at which a token is first made (llama.cpp's <c>llm_tokenizer_spm</c> takes the highest).
/// </summary>
internal static class SentencePieceVocabulary
{
    private const int Unknown = 2;
    private const int Byte = 6;

    /// <exception cref="ModelException">It splits or merges in a way that scores cannot say.</exception>
    public static IEnumerable<KeyValuePair<string, GgufValue>> Of(JsonElement json, string[] tokens, int[] kinds, IReadOnlyList<(string Left, string Right)> merges)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < tokens.Length; i++) ids.TryAdd(tokens[i], i);
        var unknown = json.GetProperty("model").TryGetProperty("unk_token", out var word) && word.ValueKind == JsonValueKind.String && ids.TryGetValue(word.GetString()!, out var id) ? id : (int?)null;
        if (unknown is { } place) kinds[place] = Unknown;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i] is ['<', '0', 'x', _, _, '>']) kinds[i] = Byte;
        }

        List<KeyValuePair<string, GgufValue>> pairs =
        [
            new("tokenizer.ggml.model", GgufValue.Of("llama")),
            new("tokenizer.ggml.pre", GgufValue.Of("default")),
            new("tokenizer.ggml.tokens", GgufValue.Of(GgufArray.Of(tokens))),
            new("tokenizer.ggml.scores", GgufValue.Of(GgufArray.Of(Scores(ids, tokens.Length, merges)))),
            new("tokenizer.ggml.token_type", GgufValue.Of(GgufArray.Of(kinds))),
            new("tokenizer.ggml.add_space_prefix", GgufValue.Of(PrefixesSpace(json))),
        ];
        if (unknown is { } known) pairs.Add(new("tokenizer.ggml.unknown_token_id", GgufValue.Of((uint)known)));
        return pairs;
    }

    private static float[] Scores(Dictionary<string, int> ids, int count, IReadOnlyList<(string Left, string Right)> merges)
    {
        var scores = new float[count];
        var (made, last) = (0, -1);
        foreach (var (left, right) in merges)
        {
            if (!ids.TryGetValue(left + right, out var token)) throw new ModelException($"The tokenizer.json merges '{left}' and '{right}' to no token of its own.");
            if (token == last) continue;
            if (scores[token] != 0) throw new ModelException("The tokenizer.json merges in an order that llama.cpp's SentencePiece cannot be told: train from the model's GGUF form.");
            (scores[last = token], made) = (-1 - made, made + 1);
        }

        // What no merge makes must win over nothing; single letters, bytes and added tokens are found without scores.
        for (var i = 0; i < count; i++)
        {
            if (scores[i] == 0) scores[i] = -1 - made;
        }

        return scores;
    }

    /// <summary>Whether a text begins with a space, by either of the two ways in which converters write it.</summary>
    private static bool PrefixesSpace(JsonElement json)
    {
        if (Part(json, "pre_tokenizer") is { } splitter)
        {
            if (Text(splitter, "type") != "Metaspace") throw new ModelException($"The tokenizer.json splits by {Text(splitter, "type")} before it merges, which llama.cpp's SentencePiece does not: train from the model's GGUF form.");
            return Text(splitter, "prepend_scheme") is { } scheme ? scheme != "never" : !splitter.TryGetProperty("add_prefix_space", out var add) || add.GetBoolean();
        }

        if (Part(json, "normalizer") is not { } normalizer) return false;
        IReadOnlyList<JsonElement> steps = normalizer.TryGetProperty("normalizers", out var several) ? [.. several.EnumerateArray()] : [normalizer];
        if (steps.FirstOrDefault(step => Text(step, "type") is not ("Prepend" or "Replace")) is { ValueKind: JsonValueKind.Object } other) throw new ModelException($"The tokenizer.json changes texts by {Text(other, "type")}, which llama.cpp's SentencePiece does not: train from the model's GGUF form.");
        return steps.Any(step => Text(step, "type") == "Prepend");
    }

    private static JsonElement? Part(JsonElement json, string name) => json.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object ? part : null;

    private static string? Text(JsonElement step, string name) => step.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
