using System.Text.Json;
using Onebox.Models;
using Onebox.Tokenizers;
using Onebox.Weights;
using TrainingPlan = Onebox.Training.Planning.TrainingPlan;

namespace Onebox.Training.Worker.Weights;

/// <summary>What a pretrained model's GGUF says of itself: its shape, and its vocabulary from tokenizer.json (byte-level BPE).</summary>
internal static class FreshMetadata
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

    public static IEnumerable<KeyValuePair<string, GgufValue>> Of(TrainingPlan plan, ModelShape shape, Tokenizer tokenizer)
    {
        var name = plan.Shape!.Architecture == "mistral" ? "llama" : plan.Shape.Architecture;
        using var json = JsonDocument.Parse(File.ReadAllBytes(plan.Shape.Tokenizer));
        List<KeyValuePair<string, GgufValue>> pairs =
        [
            new("general.architecture", GgufValue.Of(name)),
            new("general.type", GgufValue.Of("model")),
            new("general.name", GgufValue.Of(plan.Name)),
            new($"{name}.block_count", GgufValue.Of((uint)shape.Layers)),
            new($"{name}.context_length", GgufValue.Of((uint)shape.Context)),
            new($"{name}.embedding_length", GgufValue.Of((uint)shape.Hidden)),
            new($"{name}.feed_forward_length", GgufValue.Of((uint)shape.Intermediate)),
            new($"{name}.attention.head_count", GgufValue.Of((uint)shape.Heads)),
            new($"{name}.attention.head_count_kv", GgufValue.Of((uint)shape.KvHeads)),
            new($"{name}.attention.key_length", GgufValue.Of((uint)shape.HeadSize)),
            new($"{name}.attention.value_length", GgufValue.Of((uint)shape.HeadSize)),
            new($"{name}.attention.layer_norm_rms_epsilon", GgufValue.Of(shape.NormEpsilon)),
            new($"{name}.rope.dimension_count", GgufValue.Of((uint)shape.HeadSize)),
            new($"{name}.rope.freq_base", GgufValue.Of((float)shape.RopeTheta)),
            new($"{name}.vocab_size", GgufValue.Of((uint)shape.Vocabulary)),
            .. Vocabulary(json.RootElement, shape.Vocabulary),
        ];
        if (tokenizer.BosId is { } bos) pairs.Add(new("tokenizer.ggml.bos_token_id", GgufValue.Of((uint)bos)));
        if (tokenizer.EosId is { } eos) pairs.Add(new("tokenizer.ggml.eos_token_id", GgufValue.Of((uint)eos)));
        if (tokenizer.PadId is { } pad) pairs.Add(new("tokenizer.ggml.padding_token_id", GgufValue.Of((uint)pad)));
        pairs.Add(new("tokenizer.ggml.add_bos_token", GgufValue.Of(tokenizer.Encode("", addSpecial: true).Length > 0)));
        if (plan.Shape.ChatTemplate is { Length: > 0 } template) pairs.Add(new("tokenizer.chat_template", GgufValue.Of(template)));
        return pairs;
    }

    private static IEnumerable<KeyValuePair<string, GgufValue>> Vocabulary(JsonElement json, int size)
    {
        var model = json.GetProperty("model");
        if (model.GetProperty("type").GetString() != "BPE") throw new ModelException("Only byte-level BPE vocabularies can be written for llama.cpp; this tokenizer.json has another kind.");
        var (tokens, kinds) = (new string[size], new int[size]);
        for (var i = 0; i < size; i++) (tokens[i], kinds[i]) = ($"<|unused{i}|>", Control);
        foreach (var token in model.GetProperty("vocab").EnumerateObject()) (tokens[token.Value.GetInt32()], kinds[token.Value.GetInt32()]) = (token.Name, Normal);
        if (json.TryGetProperty("added_tokens", out var added))
        {
            foreach (var token in added.EnumerateArray())
                (tokens[token.GetProperty("id").GetInt32()], kinds[token.GetProperty("id").GetInt32()]) = (token.GetProperty("content").GetString()!, token.GetProperty("special").GetBoolean() ? Control : UserDefined);
        }

        yield return new("tokenizer.ggml.model", GgufValue.Of("gpt2"));
        yield return new("tokenizer.ggml.pre", GgufValue.Of(Splitter(json)));
        yield return new("tokenizer.ggml.tokens", GgufValue.Of(GgufArray.Of(tokens)));
        yield return new("tokenizer.ggml.token_type", GgufValue.Of(GgufArray.Of(kinds)));
        yield return new("tokenizer.ggml.merges", GgufValue.Of(GgufArray.Of(model.GetProperty("merges").EnumerateArray().Select(m => m.ValueKind == JsonValueKind.String ? m.GetString()! : $"{m[0].GetString()} {m[1].GetString()}"))));
    }

    private static string Splitter(JsonElement json)
    {
        var text = json.TryGetProperty("pre_tokenizer", out var splitter) ? splitter.ToString() : "";
        var plain = text.Replace(@"\\", @"\", StringComparison.Ordinal);
        return Splitters.FirstOrDefault(s => plain.Contains(s.Part, StringComparison.Ordinal)).Name ?? "gpt-2";
    }
}
