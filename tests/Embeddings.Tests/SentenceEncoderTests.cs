using System.Numerics.Tensors;
using System.Text.Json;
using CsCheck;

namespace Onebox.Embeddings.Tests;

public sealed class SentenceEncoderTests
{
    private static readonly Lazy<SentenceEncoder> Loaded = new(() => SentenceEncoder.Load(SentenceEncoder.DefaultFolder));

    private static SentenceEncoder Encoder => Loaded.Value;

    /// <summary>What the package's own code (TensorFlow.js on WebAssembly) answers for these texts, to six digits.</summary>
    private static IReadOnlyList<(string Text, float[] Vector)> References()
    {
        using var stream = typeof(SentenceEncoderTests).Assembly.GetManifestResourceStream("Onebox.Embeddings.Tests.reference.json")!;
        using var json = JsonDocument.Parse(stream);
        return [.. json.RootElement.EnumerateArray().Select(r => (r.GetProperty("text").GetString()!, r.GetProperty("vector").EnumerateArray().Select(v => v.GetSingle()).ToArray()))];
    }

    [Fact]
    public void Encode_TextsOfTheReference_GivesItsVectors()
    {
        foreach (var (text, expected) in References())
        {
            var vector = Encoder.Encode(text);
            var worst = vector.Zip(expected, (a, b) => MathF.Abs(a - b)).Max();
            Assert.True(worst < 2e-5f, $"'{text}' is off by {worst}.");
        }
    }

    [Fact]
    public void Encode_ManyAtOnce_EqualsOneByOne()
    {
        var texts = References().Select(r => r.Text).Concat(["", "x", "How old are you?"]).ToList();
        var together = Encoder.Encode(texts, threads: 2);
        for (var i = 0; i < texts.Count; i++) Assert.True(TensorPrimitives.Distance<float>(together[i], Encoder.Encode(texts[i])) < 1e-4f, texts[i]);
    }

    [Fact]
    public void Encode_Paraphrase_IsNearerThanAnotherSubject()
    {
        var (asked, same, other) = (Encoder.Encode("How old are you?"), Encoder.Encode("What is your age?"), Encoder.Encode("The invoice is due in thirty days."));
        Assert.True(TensorPrimitives.Dot<float>(asked, same) > TensorPrimitives.Dot<float>(asked, other) + 0.2f);
    }

    [Fact]
    public void Encode_EmptyText_IsZero() => Assert.All(Encoder.Encode(""), v => Assert.Equal(0, v));

    [Fact]
    public void Encode_AnyText_HasLengthOne() =>
        Gen.String.Where(s => s.Length > 0).Sample(text =>
        {
            var norm = TensorPrimitives.Norm<float>(Encoder.Encode(text));
            Assert.True(norm is 0 or (> 0.999f and < 1.001f), $"{norm}");
        }, iter: 60);

    [Fact]
    public void Measure_Chinese_IsHardlyKnown()
    {
        Assert.True(Encoder.Measure("黑豹队的防守丢了多少分？").Known < 0.3);
        Assert.True(Encoder.Measure("How many points did the Panthers defense surrender?").Known > 0.95);
    }

    [Fact]
    public void Load_DamagedFiles_SaysWhich()
    {
        var folder = Directory.CreateTempSubdirectory("onebox-test-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "vocab.json"), "[[\"a\"");
            Assert.Contains("vocab.json", Assert.Throws<InvalidDataException>(() => SentenceEncoder.Load(folder)).Message, StringComparison.Ordinal);
            File.Copy(Path.Combine(SentenceEncoder.DefaultFolder, "vocab.json"), Path.Combine(folder, "vocab.json"), overwrite: true);
            File.WriteAllText(Path.Combine(folder, "model.json"), """{"weightsManifest":[{"paths":["shard"],"weights":[{"name":"x","shape":[9],"dtype":"float32"}]}]}""");
            File.WriteAllBytes(Path.Combine(folder, "shard"), new byte[8]);
            Assert.Contains("end before x", Assert.Throws<InvalidDataException>(() => SentenceEncoder.Load(folder)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
