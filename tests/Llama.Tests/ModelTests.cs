using System.Text;
using CsCheck;

namespace Onebox.Llama.Tests;

public sealed class ModelTests
{
    [Fact]
    public void Load_Stories_KnowsItsShape()
    {
        var model = Stories.Model;
        Assert.Equal("llama", model.Metadata["general.architecture"]);
        Assert.Equal((64, 5, 8, 4, 512), (model.EmbeddingSize, model.Layers, model.Heads, model.KeyValueHeads, model.Vocabulary.Size));
        Assert.InRange(model.ParameterCount, 200_000, 300_000);
        Assert.True(model.WeightBytes > 500_000);
        Assert.True(model.HasDecoder);
        Assert.Null(model.ChatTemplate());
    }

    [Fact]
    public void Load_TruncatedFile_SaysWhy()
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, File.ReadAllBytes(Stories.Path)[..20_000]);
        try
        {
            Assert.Equal(LlamaErrorCode.ModelUnreadable, Assert.Throws<LlamaException>(() => LlamaModel.Load(path)).Code);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Load_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => LlamaModel.Load(Stories.Path, progress: _ => source.Cancel(), cancellationToken: source.Token));
    }

    [Fact]
    public void Load_Progress_RisesToOne()
    {
        var seen = new List<float>();
        using var model = LlamaModel.Load(Stories.Path, progress: seen.Add);
        Assert.Equal(1, seen[^1]);
        Assert.Equal(seen.Order(), seen);
    }

    [Fact]
    public void Tokenize_AnyText_ComesBackFromItsPieces()
    {
        var vocabulary = Stories.Model.Vocabulary;
        Gen.String[0, 40].Where(s => !s.Contains('\0') && !s.Any(char.IsSurrogate) && !s.Contains('\u2581')).Sample(text =>
        {
            var bytes = new List<byte>();
            foreach (var token in vocabulary.Tokenize(text, addSpecial: false)) bytes.AddRange(vocabulary.Piece(token));
            var back = Encoding.UTF8.GetString([.. bytes]);
            // This vocabulary puts a space in front of every text.
            Assert.Equal(text.Length == 0 ? "" : " " + text, back);
        }, iter: 300, threads: 1);
    }

    [Fact]
    public void Tokenize_IntoTooShortASpan_TellsTheLength()
    {
        var vocabulary = Stories.Model.Vocabulary;
        var whole = vocabulary.Tokenize(Stories.Prompt);
        Assert.Equal(-whole.Length, vocabulary.Tokenize(Encoding.UTF8.GetBytes(Stories.Prompt), new int[2]));
        Assert.Equal(vocabulary.Bos, whole[0]);
    }

    [Fact]
    public void Quantize_ToQ8_MakesAModelThatLoads()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".gguf");
        try
        {
            Quantizer.Quantize(Stories.Path, path, QuantizedType.Q8_0, threads: 1);
            using var model = LlamaModel.Load(path);
            Assert.Equal(512, model.Vocabulary.Size);
            Assert.True(new FileInfo(path).Length < new FileInfo(Stories.Path).Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Quantize_MissingFile_SaysSo() =>
        Assert.Equal(LlamaErrorCode.ModelUnreadable, Assert.Throws<LlamaException>(() => Quantizer.Quantize("/nowhere/model.gguf", "/nowhere/out.gguf", QuantizedType.Q8_0)).Code);

    [Fact]
    public async Task Engine_Memory_IsWhatTheShapeSays()
    {
        await using var engine = Stories.Engine(o => o with { ContextTokens = 1016, CachedPrefixes = 8 });
        // Keys and values of 5 layers, 4 heads of 8 numbers, 2 bytes each, for the context and the padding, in whole pages of 256.
        Assert.Equal(2 * 5 * 4 * 8 * 2 * 1024, engine.Snapshot().Memory.Kv, 0.02 * 655_360);
    }
}
