using System.Text.Json;
using Onebox.Tokenizers.Bpe;
using Onebox.Tokenizers.Unigram;

namespace Onebox.Tokenizers.Files;

/// <summary>Reads tokenizer.json (Hugging Face's tokenizers). What a file asks for and this reader does not know is an error that names it: ids that are nearly right are worse than none.</summary>
internal static class TokenizerJson
{
    private const int MostBytes = 256 << 20;
    private const int MostTokens = 4 << 20;

    public static Tokenizer Load(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        var config = Path.Combine(folder, "tokenizer_config.json");
        return Read(ReadFile(path), File.Exists(config) ? ReadFile(config) : default);
    }

    public static Tokenizer Read(ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> config = default)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64 });
            var parts = Parts(document.RootElement);
            if (config.Length > 0)
            {
                using var settings = JsonDocument.Parse(config, new JsonDocumentOptions { MaxDepth = 64 });
                parts = WithSpecial(parts, settings.RootElement);
            }

            return new Tokenizer(parts);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new TokenizerException($"tokenizer.json cannot be used: {e.Message}", e);
        }
    }

    private static byte[] ReadFile(string path)
    {
        if (new FileInfo(path).Length > MostBytes)
            throw new TokenizerException($"{Path.GetFileName(path)} is larger than {MostBytes >> 20} MiB.");
        return File.ReadAllBytes(path);
    }

    private static Tokenizer.Parts Parts(JsonElement root)
    {
        var added = root.List("added_tokens").Select(Added).ToList();
        var splitter = root.Part("pre_tokenizer") is { } pre ? JsonSteps.Splitter(pre) : null;
        var model = root.Part("model") ?? throw new TokenizerException("tokenizer.json has no model.");
        var type = model.Text("type") ?? (model.TryGetProperty("merges", out _) ? "BPE" : "");
        IModel made = type switch
        {
            "BPE" => Bpe(model, JsonSteps.IsByteLevel(root)),
            "Unigram" => new UnigramModel([.. model.GetProperty("vocab").EnumerateArray().Take(MostTokens).Select(p => (p[0].Required(), (float)p[1].GetDouble()))], model.Number("unk_id"), model.Flag("byte_fallback")),
            _ => throw new TokenizerException($"tokenizer.json has a model of type '{type}'; BPE and Unigram are known."),
        };
        var (prefix, suffix) = root.Part("post_processor") is { } post ? JsonSteps.Around(post, t => added.Find(a => string.Equals(a.Content, t, StringComparison.Ordinal))?.Id ?? made.IdOf(t)) : ([], []);
        return new Tokenizer.Parts(added, root.Part("normalizer") is { } n ? JsonSteps.Normalizer(n) : null, splitter, made, JsonDecoders.Read(root.Part("decoder")), prefix, suffix)
        {
            Unknown = model.Text("unk_token") is { } unk ? made.IdOf(unk) : model.Number("unk_id"),
        };
    }

    private static AddedToken Added(JsonElement token) => new(
        Id(token.GetProperty("id").GetInt32()),
        token.GetProperty("content").Required(),
        token.Flag("special"),
        token.Flag("normalized"),
        token.Flag("lstrip"),
        token.Flag("rstrip"),
        token.Flag("single_word"));

    private static BpeModel Bpe(JsonElement model, bool byteLevel)
    {
        foreach (var name in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (model.Text(name) is { Length: > 0 })
                throw new TokenizerException($"tokenizer.json uses {name}, which is not supported.");
        }

        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in model.GetProperty("vocab").EnumerateObject())
            ids[entry.Name] = Id(entry.Value.GetInt32());
        var merges = new List<Merge>();
        foreach (var entry in model.GetProperty("merges").EnumerateArray())
        {
            var (left, right) = Pair(entry);
            if (!ids.TryGetValue(left, out var l) || !ids.TryGetValue(right, out var r) || !ids.TryGetValue(left + right, out var both))
                throw new TokenizerException($"tokenizer.json merges '{left}' and '{right}', but its vocabulary lacks one of them or what they make.");
            merges.Add(new Merge(l, r, merges.Count, both));
        }

        return new BpeModel(ids, merges, new BpeRules(byteLevel, model.Flag("byte_fallback"), model.Flag("ignore_merges"), model.Flag("fuse_unk"), model.Text("unk_token") is { } unk && ids.TryGetValue(unk, out var id) ? id : null));
    }

    private static (string Left, string Right) Pair(JsonElement entry)
    {
        if (entry.ValueKind == JsonValueKind.Array)
            return (entry[0].Required(), entry[1].Required());
        var text = entry.Required();
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 ? (text[..space], text[(space + 1)..]) : throw new TokenizerException($"tokenizer.json has the merge '{text}', which is no pair.");
    }

    private static int Id(int id) => id is >= 0 and < MostTokens ? id : throw new TokenizerException($"tokenizer.json has the token id {id}.");

    private static Tokenizer.Parts WithSpecial(Tokenizer.Parts parts, JsonElement config)
    {
        return parts with { Bos = Find("bos_token"), Eos = Find("eos_token"), Pad = Find("pad_token") };

        int? Find(string name)
        {
            var content = config.Part(name) is not { } token ? null : token.ValueKind == JsonValueKind.String ? token.GetString() : token.Text("content");
            return content is null ? null : parts.Added.FirstOrDefault(t => string.Equals(t.Content, content, StringComparison.Ordinal))?.Id ?? parts.Model.IdOf(content);
        }
    }
}
