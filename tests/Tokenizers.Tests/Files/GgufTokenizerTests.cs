using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Onebox.Llama;
using Onebox.Testing;
using Onebox.Weights;

namespace Onebox.Tokenizers.Tests.Files;

/// <summary>A tokenizer read from GGUF metadata gives the ids that llama.cpp gives with the same file.</summary>
public sealed class GgufTokenizerTests
{
    [Fact]
    public void Encode_ByteLevelVocabulary_GivesLlamaCppsIds()
    {
        var path = Path.Combine(Path.GetTempPath(), $"onebox-vocabulary-{Environment.ProcessId}.gguf");
        try
        {
            using (var file = File.Create(path))
                GgufWriter.Write(file, TinyVocabulary.Keys(), []);
            using var model = LlamaModel.Load(path, new LlamaModelOptions { VocabularyOnly = true });
            Compare(Tokenizer.FromGguf(Metadata(path)), model);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Encode_SentencePieceVocabulary_GivesLlamaCppsIds()
    {
        var path = SharedData.Find("stories260K.gguf");
        Assert.SkipWhen(path is null, "../shared/data/stories260K.gguf is not there.");
        using var model = LlamaModel.Load(path!, new LlamaModelOptions { VocabularyOnly = true });
        Compare(Tokenizer.FromGguf(Metadata(path!)), model);
    }

    [Fact]
    public void Encode_JsonAndGgufOfOneVocabulary_GiveTheSameIds()
    {
        var fromJson = Published.Tiny();
        var keys = TinyVocabulary.Keys().ToDictionary(p => p.Key, p => Plain(p.Value), StringComparer.Ordinal);
        var fromGguf = Tokenizer.FromGguf(keys);

        Assert.All(Published.Corpus, text => Assert.Equal(fromJson.Encode(text), fromGguf.Encode(text)));
        Assert.Equal((fromJson.BosId, fromJson.EosId, fromJson.PadId), (fromGguf.BosId, fromGguf.EosId, fromGguf.PadId));
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    [InlineData("t5")]
    public void ToFolder_ReadAgain_GivesTheSameIdsAndTexts(string kind)
    {
        var keys = Keys(kind);
        var before = Tokenizer.FromGguf(keys);
        var folder = Directory.CreateTempSubdirectory("onebox-tokenizer-").FullName;
        try
        {
            var written = Tokenizer.ToFolder(keys, "{{ messages }}", 512);
            File.WriteAllBytes(Path.Combine(folder, "tokenizer.json"), written.Tokenizer);
            File.WriteAllBytes(Path.Combine(folder, "tokenizer_config.json"), written.Config);
            var after = Tokenizer.LoadJson(Path.Combine(folder, "tokenizer.json"));

            Assert.All(Published.Corpus.Append(string.Concat(before.TokenOf(before.EosId!.Value), " and so on")), text =>
            {
                var ids = before.Encode(text, addSpecial: true);
                Assert.Equal(ids, after.Encode(text, addSpecial: true));
                Assert.Equal(before.Decode(ids), after.Decode(ids));
            });
            Assert.Equal((before.BosId, before.EosId, before.PadId, before.VocabularySize), (after.BosId, after.EosId, after.PadId, after.VocabularySize));
            Assert.Equal(written.Stops, [before.EosId!.Value]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Dictionary<string, object> Keys(string kind)
    {
        if (kind == "gpt2")
        {
            var tiny = TinyVocabulary.Keys().ToDictionary(p => p.Key, p => Plain(p.Value), StringComparer.Ordinal);
            tiny["tokenizer.ggml.add_bos_token"] = true;
            return tiny;
        }

        var path = SharedData.Find("stories260K.gguf");
        Assert.SkipWhen(path is null, "../shared/data/stories260K.gguf is not there.");
        var keys = Metadata(path!);
        keys["tokenizer.ggml.model"] = kind;
        return keys;
    }

    [Fact]
    public void FromGguf_UnknownSplitting_NamesItAndTheWayOut()
    {
        var keys = TinyVocabulary.Keys().ToDictionary(p => p.Key, p => Plain(p.Value), StringComparer.Ordinal);
        keys["tokenizer.ggml.pre"] = "no-such";

        var error = Assert.Throws<TokenizerException>(() => Tokenizer.FromGguf(keys));
        Assert.Contains("no-such", error.Message, StringComparison.Ordinal);
        Assert.Contains("tokenizer.json", error.Message, StringComparison.Ordinal);
    }

    private static void Compare(Tokenizer tokenizer, LlamaModel model)
    {
        var wrong = new StringBuilder();
        foreach (var text in Published.Corpus)
        {
            // llama.cpp's pieces are bytes: half a surrogate pair cannot reach it.
            var expected = model.Vocabulary.Tokenize(text, addSpecial: false, parseSpecial: true);
            var ids = tokenizer.Encode(text);
            if (!ids.SequenceEqual(expected))
                wrong.AppendLine(CultureInfo.InvariantCulture, $"{text}\n  expected {string.Join('|', expected.Select(tokenizer.TokenOf))}\n  got      {string.Join('|', ids.Select(tokenizer.TokenOf))}");
        }

        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    private static Dictionary<string, object> Metadata(string path)
    {
        using var file = File.OpenRead(path);
        return GgufFile.Read(file, Path.GetFileName(path)).Metadata.Pairs.Where(p => p.Key.StartsWith("tokenizer.", StringComparison.Ordinal)).ToDictionary(p => p.Key, p => Plain(p.Value), StringComparer.Ordinal);
    }

    private static object Plain(GgufValue value) => value switch
    {
        { Array: { ElementType: GgufValueType.Text } array } => array.Strings().ToArray(),
        { Array: { ElementType: GgufValueType.Float32 } array } => Enumerable.Range(0, array.Count).Select(i => BinaryPrimitives.ReadSingleLittleEndian(array.Bytes.Span[(i * 4)..])).ToArray(),
        { Array: { } array } => array.Values().Select(v => (int)v.Integer!).ToArray(),
        { Text: { } text } => text,
        { Flag: { } flag } => flag,
        { Integer: { } number } => number,
        _ => value.Number!,
    };
}
