using System.Numerics.Tensors;

namespace Onebox.Llama.Tests;

public sealed class EmbedderTests
{
    private static Embedder Embedder() => new(Stories.Model, new EmbedderOptions { Pooling = Pooling.Mean, Threads = 1, MaxTexts = 4, BatchTokens = 64 });

    [Fact]
    public async Task Embed_ManyAtOnce_GivesWhatEachGivesAlone()
    {
        await using var embedder = Embedder();
        string[] texts = ["The dog ran to the park.", "Lily", "A big red ball was in the sun.", "Tom and Sam.", "She was sad.", "The dog ran to the park!", "One day"];
        var alone = new List<Embedding>();
        foreach (var text in texts) alone.Add(await embedder.EmbedAsync(text));

        var together = await Task.WhenAll(texts.Select(text => embedder.EmbedAsync(text)));

        for (var i = 0; i < texts.Length; i++)
        {
            Assert.Equal(embedder.Dimensions, together[i].Vector.Length);
            Assert.Equal(1, TensorPrimitives.Norm(together[i].Vector), 1e-4f);
            Assert.True(TensorPrimitives.Dot(alone[i].Vector, together[i].Vector) > 0.9999f);
        }
        // The nearest to a sentence is its twin.
        Assert.Equal(5, Enumerable.Range(1, texts.Length - 1).MaxBy(i => TensorPrimitives.Dot(together[0].Vector, together[i].Vector)));
    }

    [Fact]
    public async Task Embed_TooLongAText_IsRefused()
    {
        await using var embedder = Embedder();
        var error = await Assert.ThrowsAsync<LlamaException>(() => embedder.EmbedAsync(string.Concat(Enumerable.Repeat("The dog ran. ", 40))));
        Assert.Equal(LlamaErrorCode.ContextTooLong, error.Code);
    }

    [Fact]
    public async Task Rank_WithAModelThatDoesNotRank_SaysSo()
    {
        await using var embedder = Embedder();
        var error = await Assert.ThrowsAsync<LlamaException>(() => embedder.RankAsync("who", "Lily"));
        Assert.Equal(LlamaErrorCode.NotSupported, error.Code);
    }

    [Fact]
    public void Embedder_OfAModelWithoutPooling_IsRefused() =>
        Assert.Equal(LlamaErrorCode.NotSupported, Assert.Throws<LlamaException>(() => new Embedder(Stories.Model, new EmbedderOptions { Threads = 1 })).Code);
}
