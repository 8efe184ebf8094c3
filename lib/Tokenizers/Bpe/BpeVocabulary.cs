using System.Text.Json;

namespace Onebox.Tokenizers.Bpe;

/// <summary>A trained vocabulary: ids 0–255 are the bytes, then the merges in order, then the special tokens. It can be written as tokenizer.json and as GGUF metadata.</summary>
public sealed class BpeVocabulary
{
    private readonly List<byte[]> _tokens;
    private readonly List<(int Left, int Right)> _merges;
    private readonly BpeTraining _training;

    internal BpeVocabulary(List<byte[]> tokens, List<(int Left, int Right)> merges, BpeTraining training) => (_tokens, _merges, _training) = (tokens, merges, training);

    public int Size => _tokens.Count + _training.Special.Count;

    /// <summary>All tokens by id, in the byte alphabet of GPT-2.</summary>
    public IReadOnlyList<string> Tokens => [.. _tokens.Select(t => ByteAlphabet.Write(t)), .. _training.Special];

    public IReadOnlyList<string> Merges => [.. _merges.Select(m => ByteAlphabet.Write(_tokens[m.Left]) + " " + ByteAlphabet.Write(_tokens[m.Right]))];

    /// <summary>tokenizer.json as Hugging Face's tokenizers read it.</summary>
    public void WriteJson(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        json.WriteNull("truncation");
        json.WriteNull("padding");
        json.WriteStartArray("added_tokens");
        for (var i = 0; i < _training.Special.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", _tokens.Count + i);
            json.WriteString("content", _training.Special[i]);
            foreach (var flag in new[] { "single_word", "lstrip", "rstrip", "normalized" })
                json.WriteBoolean(flag, false);
            json.WriteBoolean("special", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("normalizer");
        WriteSplitting(json);
        json.WriteNull("post_processor");
        json.WritePropertyName("decoder");
        WriteByteLevel(json);
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteNull("unk_token");
        json.WriteBoolean("fuse_unk", false);
        json.WriteBoolean("byte_fallback", false);
        json.WriteBoolean("ignore_merges", false);
        json.WriteStartObject("vocab");
        for (var i = 0; i < _tokens.Count; i++)
            json.WriteNumber(ByteAlphabet.Write(_tokens[i]), i);
        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach (var merge in Merges)
            json.WriteStringValue(merge);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteSplitting(Utf8JsonWriter json)
    {
        json.WriteStartObject("pre_tokenizer");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("pretokenizers");
        foreach (var pattern in Splitting.PreTokenizers.PatternsOf(_training.Pre))
        {
            json.WriteStartObject();
            json.WriteString("type", "Split");
            json.WriteStartObject("pattern");
            json.WriteString("Regex", pattern);
            json.WriteEndObject();
            json.WriteString("behavior", "Isolated");
            json.WriteBoolean("invert", false);
            json.WriteEndObject();
        }

        WriteByteLevel(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", false);
        json.WriteBoolean("use_regex", false);
        json.WriteEndObject();
    }
}
