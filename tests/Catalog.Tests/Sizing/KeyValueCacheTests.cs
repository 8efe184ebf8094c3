using CsCheck;
using Onebox.Catalog.Sizing;
using Onebox.Weights;

namespace Onebox.Catalog.Tests.Sizing;

public sealed class KeyValueCacheTests
{
    [Theory]
    // Llama 3.1 8B: 32 layers, 8 KV heads of 128. llama.cpp's own "KV self size" for 8192 cells of f16 is 1024 MiB.
    [InlineData(32, 8, 128, 8192, 1, "f16", 1024L << 20)]
    [InlineData(32, 8, 128, 8192, 1, "q8_0", 544L << 20)]
    [InlineData(32, 8, 128, 8192, 1, "q4_0", 288L << 20)]
    [InlineData(32, 8, 128, 2048, 4, "f16", 1024L << 20)]
    // 100 tokens for 3 sequences: 300 cells, padded to 512.
    [InlineData(1, 1, 64, 100, 3, "f32", 512L * 2 * 64 * 4)]
    public void Cache_OfAPlainModel_IsCellsTimesLayersTimesRows(int layers, int heads, int headLength, int context, int parallel, string type, long bytes) =>
        Assert.Equal(bytes, Bytes(Plain(layers, heads, headLength), context, parallel, type));

    [Fact]
    public void Cache_WithTheEnginesOwnCells_IsPaddedOnceMore() =>
        Assert.Equal(4352L * 2 * 64 * 2, KeyValueCache.Of(Sized(Plain(1, 1, 64)), new ServingShape(4096)).Bytes);

    [Fact]
    public void Cache_OfHeadsThatDifferByLayer_CountsEach()
    {
        var facts = Plain(3, 1, 64) with { KvHeads = PerLayer.Of([2, 0, 1]) };

        Assert.Equal(256L * (2 + 1) * 2 * 64 * 2, Bytes(facts, 256, 1, "f16"));
    }

    [Fact]
    public void Cache_OfSlidingLayers_KeepsTheirWindowOnly()
    {
        // Every sixth layer sees everything, as in Gemma 3.
        var facts = Plain(12, 1, 64) with { Attention = AttentionFacts.Plain with { SlidingWindow = 512, SlidingPeriod = 6 } };
        long row = 2 * 64 * 2;

        Assert.Equal(12 * row * 8192, Bytes(facts, 8192, 1, "f16"));
        Assert.Equal((2 * row * 8192) + (10 * row * 1024), Bytes(facts, 8192, 1, "f16", whole: false));
    }

    [Fact]
    public void Cache_OfLatentAttention_KeepsTheLatentOnce()
    {
        // DeepSeek-V3: 61 layers, rank 512 and 64 rotated elements; a converted GGUF states one KV head of 576.
        var facts = Plain(61, 1, 576) with { ValueLength = 512, Attention = AttentionFacts.Plain with { KvLoraRank = 512 } };

        Assert.Equal(61L * 4096 * 576 * 2, Bytes(facts, 4096, 1, "f16"));
    }

    [Fact]
    public void Cache_OfAHybrid_AttendsEveryFourthLayerAndKeepsStateInTheOthers()
    {
        var facts = Plain(8, 2, 64) with { Attention = AttentionFacts.Plain with { FullAttentionPeriod = 4 }, StateSpace = new StateSpaceFacts(4, 128, 16, 8, 2) };

        var state = 6L * ((3 * (128 + (2 * 2 * 16))) + (128 * 16)) * 4;
        Assert.Equal((2L * 256 * 2 * 2 * 64 * 2) + state, Bytes(facts, 256, 1, "f16"));
        Assert.Equal((2L * 512 * 2 * 2 * 64 * 2) + (2 * state), Bytes(facts, 256, 2, "f16"));
    }

    [Fact]
    public void Cache_OfAnEncoder_IsNone() => Assert.Equal(0, Bytes(Plain(12, 12, 64) with { Name = "nomic-bert" }, 512, 8, "f16"));

    [Fact]
    public void Need_GrowsWithContextParallelAndElementSize() =>
        Gen.Select(Gen.Int[1, 80], Gen.Int[1, 16], Gen.Int[1, 4].Select(n => n * 32), Gen.Int[1, 100_000], Gen.Int[1, 64], Gen.Int[0, 3]).Sample((layers, heads, length, context, parallel, type) =>
        {
            var facts = Plain(layers, heads, length);
            var (name, smaller) = (KeyValueType.All[type].Name, KeyValueType.All[type + 1].Name);
            var bytes = Total(facts, context, parallel, name);
            Assert.True(Total(facts, context + 1, parallel, name) >= bytes);
            Assert.True(Total(facts, context, parallel + 1, name) >= bytes);
            Assert.True(Total(facts, context, parallel, smaller) <= bytes);
            Assert.True(Total(facts with { Layers = layers + 1 }, context, parallel, name) > bytes);
        });

    private static long Total(Architecture facts, int context, int parallel, string type) =>
        ServingMemory.Estimate(Sized(facts), new ServingShape(context, parallel, type)).TotalBytes;

    private static long Bytes(Architecture facts, int context, int parallel, string type, bool whole = true) =>
        KeyValueCache.Of(Sized(facts), new ServingShape(context, parallel, type, WholeSlidingCache: whole, OwnCells: 0)).Bytes;

    private static SizedModel Sized(Architecture facts) => new("it", null, facts, 1000, "weights", 1000, 1000);

    private static Architecture Plain(int layers, int heads, int headLength) => new()
    {
        Name = "llama",
        Layers = layers,
        EmbeddingLength = heads * headLength,
        Heads = PerLayer.Same(heads),
        KvHeads = PerLayer.Same(heads),
        KeyLength = headLength,
        ValueLength = headLength,
        FeedForwardLength = PerLayer.Same(4 * heads * headLength),
        Vocabulary = 1000,
        ContextLength = 8192,
        Weights = new WeightFacts(1, 500, 1000, new Dictionary<string, long>()),
        Parameters = 500,
    };
}
