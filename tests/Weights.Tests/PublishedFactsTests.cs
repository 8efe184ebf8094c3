namespace Onebox.Weights.Tests;

/// <summary>stories260K is published with these facts: 5 layers of width 64, 8 heads, 4 KV heads, 512 tokens.</summary>
public sealed class PublishedFactsTests
{
    [Fact]
    public void Stories260K_Gguf_HasItsPublishedShape()
    {
        var model = ModelFile.Open(SharedData.Require("stories260K.gguf"));
        var architecture = model.Architecture;

        Assert.Equal(3, model.Gguf!.Version);
        Assert.Equal(20, model.Gguf.Metadata.Count);
        Assert.Equal(48, model.Tensors.Count);
        Assert.Equal("llama", architecture.Name);
        Assert.Equal("stories260K", architecture.ModelName);
        Assert.Equal("mit", architecture.License);
        Assert.Equal(5, architecture.Layers);
        Assert.Equal(64, architecture.EmbeddingLength);
        Assert.Equal(8, architecture.Heads!.At(3));
        Assert.Equal(4, architecture.KvHeads!.At(4));
        Assert.Equal(8, architecture.KeyLength);
        Assert.Equal(8, architecture.ValueLength);
        Assert.Equal(172, architecture.FeedForwardLength!.Max);
        Assert.Equal(512, architecture.Vocabulary);
        Assert.Equal(512, architecture.ContextLength);
        Assert.Equal("llama", architecture.Tokenizer);
        Assert.Equal("F32", architecture.Quantization);
        Assert.True(architecture.QuantizationStated);
        Assert.False(architecture.TiedEmbeddings);
        Assert.Equal(292_800, architecture.Parameters);
        Assert.Equal(292_800 * 4, architecture.Weights.Bytes);
        Assert.Null(architecture.ChatTemplate);
        Assert.Null(architecture.Experts);
        Assert.Null(architecture.Attention.SlidingWindow);
    }

    [Fact]
    public void Stories260K_Tokens_AreReadAsText()
    {
        var tokens = ModelFile.Open(SharedData.Require("stories260K.gguf")).Gguf!.Metadata.Array("tokenizer.ggml.tokens")!;

        Assert.Equal(512, tokens.Count);
        Assert.Equal(["<unk>", "<s>", "</s>", "<0x00>"], tokens.Strings().Take(4));
    }

    [Fact]
    public void Stories260K_BothFormats_HoldTheSameTensors()
    {
        var gguf = ModelFile.Open(SharedData.Require("stories260K.gguf"));
        var safetensors = ModelFile.Open(SharedData.Require("stories260K.safetensors"));
        using var a = gguf.OpenHandle();
        using var b = safetensors.OpenHandle();

        Assert.Equal(gguf.Tensors.Count, safetensors.Tensors.Count);
        foreach (var left in gguf.Tensors)
        {
            var right = safetensors.Tensors.Single(t => t.Name == left.Name);
            Assert.Equal(left.Shape, right.Shape);
            Assert.Equal(left.Type, right.Type);
            var (x, y) = (new byte[left.ByteLength], new byte[right.ByteLength]);
            gguf.ReadTensor(a, left, 0, x);
            safetensors.ReadTensor(b, right, 0, y);
            Assert.Equal(x, y);
        }
    }

    [Fact]
    public void Stories260K_RewrittenByOurWriter_IsTheSameFile()
    {
        var path = SharedData.Require("stories260K.gguf");
        var model = ModelFile.Open(path);
        using var handle = model.OpenHandle();
        using var copy = new MemoryStream();
        GgufWriter.Write(copy, model.Gguf!.Metadata.Pairs, [.. model.Tensors.Select(tensor => new TensorSource(tensor.Name, tensor.Type, tensor.Shape, output =>
        {
            var bytes = new byte[tensor.ByteLength];
            model.ReadTensor(handle, tensor, 0, bytes);
            output.Write(bytes);
        }))]);

        Assert.Equal(File.ReadAllBytes(path), copy.ToArray());
    }
}
