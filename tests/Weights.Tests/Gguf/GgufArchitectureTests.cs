namespace Onebox.Weights.Tests;

public sealed class GgufArchitectureTests
{
    [Fact]
    public void KvHeads_StatedForEachLayer_AreKeptForEachLayer()
    {
        var architecture = Samples.Read(Samples.Gguf()).Architecture;

        Assert.Equal([2, 1], architecture.KvHeads!.Values);
        Assert.False(architecture.KvHeads.Uniform);
        Assert.Equal(16, architecture.KeyLength);
    }

    [Fact]
    public void Facts_NotStated_AreNull()
    {
        var architecture = Samples.Read(Samples.Gguf([new("general.architecture", GgufValue.Of("llama"))])).Architecture;

        Assert.Null(architecture.Layers);
        Assert.Null(architecture.Heads);
        Assert.Null(architecture.KvHeads);
        Assert.Null(architecture.KeyLength);
        Assert.Null(architecture.Vocabulary);
        Assert.Null(architecture.Rope);
        Assert.False(architecture.QuantizationStated);
        Assert.Equal("F32", architecture.Quantization);
    }

    [Fact]
    public void KvHeads_NotStated_AreAsManyAsHeads()
    {
        var architecture = Of([new("x.block_count", GgufValue.Of(3u)), new("x.attention.head_count", GgufValue.Of(6u))]);

        Assert.Equal(6, architecture.KvHeads!.At(2));
    }

    [Fact]
    public void ArrayOfAnotherLengthThanLayers_StatesNothing()
    {
        var architecture = Of([new("x.block_count", GgufValue.Of(3u)), new("x.attention.head_count_kv", GgufValue.Of(GgufArray.Of([1, 2])))]);

        Assert.Null(architecture.KvHeads);
    }

    [Fact]
    public void Experts_RopeAndWindow_AreRead()
    {
        var architecture = Of(
        [
            new("x.expert_count", GgufValue.Of(128u)), new("x.expert_used_count", GgufValue.Of(8u)), new("x.expert_feed_forward_length", GgufValue.Of(768u)),
            new("x.rope.freq_base", GgufValue.Of(1e6f)), new("x.rope.scaling.type", GgufValue.Of("yarn")), new("x.rope.scaling.factor", GgufValue.Of(4f)),
            new("x.attention.sliding_window", GgufValue.Of(4096u)), new("general.file_type", GgufValue.Of(15u)),
            new("x.attention.key_length", GgufValue.Of(128u)), new("x.attention.value_length", GgufValue.Of(64u)),
            new("tokenizer.chat_template", GgufValue.Of("{{ messages }}")),
        ]);

        Assert.Equal(new ExpertFacts(128, 8, null, 768), architecture.Experts);
        Assert.Equal(new RopeFacts(null, 1e6, "yarn", 4, null), architecture.Rope);
        Assert.Equal(4096, architecture.Attention.SlidingWindow);
        Assert.Equal((128, 64), (architecture.KeyLength, architecture.ValueLength));
        Assert.Equal(("Q4_K_M", true), (architecture.Quantization, architecture.QuantizationStated));
        Assert.Equal("{{ messages }}", architecture.ChatTemplate);
    }

    private static Architecture Of(KeyValuePair<string, GgufValue>[] pairs) =>
        Samples.Read(Samples.Gguf([new("general.architecture", GgufValue.Of("x")), .. pairs])).Architecture;
}
