using System.Security.Cryptography;

namespace Onebox.Weights.Tests;

public sealed class SyntheticModelTests
{
    private static readonly SyntheticShape Tiny = new()
    {
        Architecture = "llama",
        Name = "tiny",
        Layers = 2,
        EmbeddingLength = 64,
        Heads = 4,
        KvHeads = 2,
        HeadLength = 16,
        FeedForwardLength = 96,
        Vocabulary = 512,
        ContextLength = 128,
    };

    public static TheoryData<string> Types => ["F32", "F16", "BF16", "Q8_0"];

    [Theory]
    [MemberData(nameof(Types))]
    public void Gguf_ReadBack_HasTheShapeItWasMadeFor(string type)
    {
        var model = Samples.Read(Gguf(Tiny, GgmlTypes.Find(type)!));
        var architecture = model.Architecture;

        Assert.Equal(Tiny.Parameters, architecture.Parameters);
        Assert.Equal((2, 64, 4, 2), (architecture.Layers, architecture.EmbeddingLength, architecture.Heads!.Max, architecture.KvHeads!.Max));
        Assert.Equal((16, 16, 96, 512, 128), (architecture.KeyLength, architecture.ValueLength, architecture.FeedForwardLength!.Max, architecture.Vocabulary, architecture.ContextLength));
        Assert.Equal(type, architecture.Quantization);
        Assert.All(model.Tensors.Where(t => t.Shape.Count == 2), t => Assert.Equal(type, t.Type.Name));
        Assert.All(model.Tensors.Where(t => t.Shape.Count == 1), t => Assert.Equal("F32", t.Type.Name));
    }

    [Fact]
    public void SameSeed_GivesTheSameBytesEverywhere()
    {
        Assert.Equal("500b9ee61e0cdf5f16b56365a00e1518eb388669635ee5a78576dec2601e712e", Convert.ToHexStringLower(SHA256.HashData(Gguf(Tiny, TensorType.Q8))));
        Assert.NotEqual(Gguf(Tiny, TensorType.Q8), Gguf(Tiny, TensorType.Q8, seed: 2));
    }

    [Theory]
    [InlineData("15M", 15_077_632)]
    [InlineData("100M", 100_685_568)]
    [InlineData("1B", 1_011_959_808)]
    public void LlamaShapes_HaveTheParametersOfTheirName(string name, long parameters) =>
        Assert.Equal(parameters, SyntheticShapes.Find("llama", name)!.Parameters);

    [Fact]
    public void PublishedShapes_HaveTheParametersOfTheirModels()
    {
        Assert.Equal(494_032_768, SyntheticShapes.Qwen2Half.Parameters);
        Assert.Equal(596_049_920, SyntheticShapes.Qwen3Small.Parameters);
        Assert.Equal(7_241_732_096, SyntheticShapes.Mistral7B.Parameters);
    }

    [Fact]
    public void Q8_KeepsEveryWeightWithinHalfAStep()
    {
        var exact = Gguf(Tiny, TensorType.F32);
        var quantized = Gguf(Tiny, TensorType.Q8);
        var tensor = Samples.Read(quantized).Tensors.Single(t => t.Name == "blk.0.ffn_up.weight");
        var original = Samples.Read(exact).Tensors.Single(t => t.Name == "blk.0.ffn_up.weight");
        for (var block = 0; block < tensor.Elements / 32; block++)
        {
            var at = (int)tensor.Offset + (block * 34);
            var scale = (float)BitConverter.ToHalf(quantized, at);
            for (var i = 0; i < 32; i++)
            {
                var number = BitConverter.ToSingle(exact, (int)original.Offset + (((block * 32) + i) * 4));
                // Half a step, and what the scale loses as a half float over 127 steps.
                Assert.InRange(Math.Abs(((sbyte)quantized[at + 2 + i] * scale) - number), 0, scale * (0.5f + (127f / 2048)));
            }
        }
    }

    [Fact]
    public void Vocabulary_HasTheBytesAndNoTokenTwice()
    {
        var metadata = Samples.Read(Gguf(Tiny with { Vocabulary = 40_000 }, TensorType.Q8)).Gguf!.Metadata;
        var tokens = metadata.Array("tokenizer.ggml.tokens")!.Strings().ToList();

        Assert.Equal(40_000, tokens.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("<0x00>", tokens[3]);
        Assert.Equal("<0xFF>", tokens[258]);
        Assert.Equal(40_000, metadata.Array("tokenizer.ggml.scores")!.Count);
        Assert.Equal([2L, 3, 3, 6], metadata.Array("tokenizer.ggml.token_type")!.Values().Take(4).Select(v => v.Integer!.Value));
    }

    [Fact]
    public void Vocabulary_TooSmallForItsBytes_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Gguf(Tiny with { Vocabulary = 300 }, TensorType.Q8));

    [Fact]
    public void LargeModel_IsWrittenInBoundedMemory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        SyntheticModel.WriteGguf(Stream.Null, SyntheticShapes.Llama15M, TensorType.F32, seed: 1);
        var largest = GC.GetAllocatedBytesForCurrentThread() - before;

        // Everything ever allocated, for 58 tensors and a vocabulary; the file has 60 MB.
        Assert.True(largest < 120 << 20, $"{largest} bytes allocated");
    }

    [Fact]
    public void Safetensors_HoldTheSameWeightsAsTheGguf()
    {
        using var stream = new MemoryStream();
        SyntheticModel.WriteSafetensors(stream, Tiny, TensorType.F16, seed: 1);
        var (a, b) = (stream.ToArray(), Gguf(Tiny, TensorType.F16));
        var left = Samples.Read(a).Tensors.Single(t => t.Name == "output.weight");
        var right = Samples.Read(b).Tensors.Single(t => t.Name == "output.weight");

        Assert.Equal(a.AsSpan((int)left.Offset, (int)left.ByteLength).ToArray(), b.AsSpan((int)right.Offset, (int)right.ByteLength).ToArray());
    }

    private static byte[] Gguf(SyntheticShape shape, TensorType type, ulong seed = 1)
    {
        using var stream = new MemoryStream();
        SyntheticModel.WriteGguf(stream, shape, type, seed);
        return stream.ToArray();
    }
}
