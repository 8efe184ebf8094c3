using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Onebox.Tokenizers.Splitting;

namespace Onebox.Tokenizers.Files;

/// <summary>
/// Writes a GGUF file's tokenizer as tokenizer.json and tokenizer_config.json, in the form of Hugging Face's tokenizers (its serialization is the format's specification). All tokens stand in the
/// vocabulary, the special ones too: their ids are then the file's own, wherever they lie.
/// </summary>
internal static class GgufToJson
{
    private const string Space = "\u2581";

    private static readonly JsonSerializerOptions Plain = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="TokenizerException">A key is missing, or the form is not supported.</exception>
    public static TokenizerFolder Write(IReadOnlyDictionary<string, object> metadata, string? chatTemplate, int context)
    {
        var keys = new GgufKeys(metadata);
        var tokenizer = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. keys.Added.Select(t => Added(t, withId: true))]),
            ["normalizer"] = keys.Model == "llama" ? Normalizer(keys.PrefixSpace) : null,
            ["pre_tokenizer"] = keys.Model switch { "gpt2" => Splitting(keys.Pre), "t5" => Metaspace(keys.PrefixSpace), _ => null },
            ["post_processor"] = Around(keys),
            ["decoder"] = keys.Model == "gpt2" ? ByteLevel() : SentencePieceDecoder(keys.PrefixSpace),
            ["model"] = keys.Model switch
            {
                "gpt2" => Bpe(keys, byteFallback: false),
                "llama" => Bpe(keys, byteFallback: true),
                "t5" => Unigram(keys),
                _ => throw new TokenizerException($"The GGUF file's tokenizer is of the kind '{keys.Model}'; gpt2, llama and t5 are known."),
            },
        };
        var stops = new[] { keys.Eos, keys.Number("eot_token_id") }.OfType<int>().Distinct().ToList();
        return new TokenizerFolder(Bytes(tokenizer), Bytes(Config(keys, chatTemplate, context)), keys.Bos, stops, keys.Pad);
    }

    private static JsonObject Config(GgufKeys keys, string? chatTemplate, int context)
    {
        var config = new JsonObject
        {
            ["tokenizer_class"] = "PreTrainedTokenizerFast",
            ["model_max_length"] = context,
            ["clean_up_tokenization_spaces"] = false,
            ["added_tokens_decoder"] = new JsonObject(keys.Added.Select(t => KeyValuePair.Create(t.Id.ToString(CultureInfo.InvariantCulture), (JsonNode?)Added(t, withId: false)))),
        };
        foreach (var (name, id) in new[] { ("bos_token", keys.Bos), ("eos_token", keys.Eos), ("pad_token", keys.Pad), ("unk_token", keys.Unknown) })
        {
            if (id is { } token && token >= 0 && token < keys.Tokens.Length) config[name] = keys.Tokens[token];
        }

        if (!string.IsNullOrEmpty(chatTemplate)) config["chat_template"] = chatTemplate;
        return config;
    }

    private static JsonObject Added(AddedToken token, bool withId)
    {
        var json = new JsonObject();
        if (withId) json["id"] = token.Id;
        json["content"] = token.Content;
        json["single_word"] = false;
        json["lstrip"] = false;
        json["rstrip"] = false;
        json["normalized"] = false;
        json["special"] = token.Special;
        return json;
    }

    private static JsonObject Bpe(GgufKeys keys, bool byteFallback)
    {
        var merges = keys.Merges();
        // The older form is a line a merge, which all versions read; a space within a token needs the newer one of pairs.
        var lines = merges.TrueForAll(m => !keys.Tokens[m.Left].Contains(' ', StringComparison.Ordinal) && !keys.Tokens[m.Right].Contains(' ', StringComparison.Ordinal));
        return new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = byteFallback && keys.Unknown is { } unknown ? keys.Tokens[unknown] : null,
            ["continuing_subword_prefix"] = null,
            ["end_of_word_suffix"] = null,
            ["fuse_unk"] = false,
            ["byte_fallback"] = byteFallback,
            ["ignore_merges"] = keys.TakesWholePieces,
            ["vocab"] = new JsonObject(keys.Ids.OrderBy(t => t.Value).Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value))),
            ["merges"] = new JsonArray([.. merges.Select(m => lines ? (JsonNode)$"{keys.Tokens[m.Left]} {keys.Tokens[m.Right]}" : new JsonArray(keys.Tokens[m.Left], keys.Tokens[m.Right]))]),
        };
    }

    private static JsonObject Unigram(GgufKeys keys) => new()
    {
        ["type"] = "Unigram",
        ["unk_id"] = keys.Unknown,
        ["byte_fallback"] = false,
        ["vocab"] = new JsonArray([.. keys.Tokens.Zip(keys.Scores).Select(t => new JsonArray(t.First, (double)t.Second))]),
    };

    private static JsonObject Normalizer(bool prefixSpace)
    {
        var spaces = new JsonObject { ["type"] = "Replace", ["pattern"] = new JsonObject { ["String"] = " " }, ["content"] = Space };
        return prefixSpace ? new JsonObject { ["type"] = "Sequence", ["normalizers"] = new JsonArray(new JsonObject { ["type"] = "Prepend", ["prepend"] = Space }, spaces) } : spaces;
    }

    private static JsonObject Splitting(string pre) => new()
    {
        ["type"] = "Sequence",
        ["pretokenizers"] = new JsonArray([.. PreTokenizers.PatternsOf(pre).Select(pattern => new JsonObject { ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = pattern }, ["behavior"] = "Isolated", ["invert"] = false }), ByteLevel()]),
    };

    private static JsonObject ByteLevel() => new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = false, ["use_regex"] = false };

    private static JsonObject Metaspace(bool prefixSpace) => new() { ["type"] = "Metaspace", ["replacement"] = Space, ["prepend_scheme"] = prefixSpace ? "always" : "never", ["split"] = true };

    private static JsonObject SentencePieceDecoder(bool prefixSpace) => new()
    {
        ["type"] = "Sequence",
        ["decoders"] = new JsonArray(
            new JsonObject { ["type"] = "Replace", ["pattern"] = new JsonObject { ["String"] = Space }, ["content"] = " " },
            new JsonObject { ["type"] = "ByteFallback" },
            new JsonObject { ["type"] = "Fuse" },
            new JsonObject { ["type"] = "Strip", ["content"] = " ", ["start"] = prefixSpace ? 1 : 0, ["stop"] = 0 }),
    };

    /// <summary>The tokens before and after a text, and between two.</summary>
    private static JsonObject? Around(GgufKeys keys)
    {
        if (keys.Prefix is null && keys.Suffix is null) return null;
        var special = new JsonObject();
        foreach (var id in new[] { keys.Prefix, keys.Suffix }.OfType<int>().Distinct())
            special[keys.Tokens[id]] = new JsonObject { ["id"] = keys.Tokens[id], ["ids"] = new JsonArray(id), ["tokens"] = new JsonArray(keys.Tokens[id]) };
        return new JsonObject { ["type"] = "TemplateProcessing", ["single"] = new JsonArray([.. Text("A", 0)]), ["pair"] = new JsonArray([.. Text("A", 0), .. Text("B", 1)]), ["special_tokens"] = special };

        IEnumerable<JsonNode> Text(string name, int type)
        {
            if (keys.Prefix is { } prefix) yield return Special(prefix, type);
            yield return new JsonObject { ["Sequence"] = new JsonObject { ["id"] = name, ["type_id"] = type } };
            if (keys.Suffix is { } suffix) yield return Special(suffix, type);
        }

        JsonObject Special(int id, int type) => new() { ["SpecialToken"] = new JsonObject { ["id"] = keys.Tokens[id], ["type_id"] = type } };
    }

    private static byte[] Bytes(JsonObject json) => System.Text.Encoding.UTF8.GetBytes(json.ToJsonString(Plain) + "\n");
}
