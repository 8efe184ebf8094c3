namespace Onebox.Models.Tests;

/// <summary>Small shapes that between them have everything a shape can have.</summary>
internal static class Shapes
{
    public static ModelShape Llama { get; } = new()
    {
        Architecture = ModelArchitecture.Llama,
        Layers = 3,
        Hidden = 48,
        Heads = 6,
        KvHeads = 2,
        HeadSize = 8,
        Intermediate = 40,
        Vocabulary = 101,
        Context = 128,
    };

    public static ModelShape Qwen3 { get; } = new()
    {
        Architecture = ModelArchitecture.Qwen3,
        Layers = 2,
        Hidden = 64,
        Heads = 4,
        KvHeads = 2,
        HeadSize = 32,
        Intermediate = 96,
        Vocabulary = 128,
        Context = 128,
        RopeTheta = 1_000_000,
        NormEpsilon = 1e-6f,
        QkNorm = true,
        TiedEmbeddings = true,
    };

    public static ModelShape Qwen2 { get; } = new()
    {
        Architecture = ModelArchitecture.Qwen2,
        Layers = 2,
        Hidden = 64,
        Heads = 2,
        KvHeads = 1,
        HeadSize = 32,
        Intermediate = 80,
        Vocabulary = 130,
        Context = 128,
        RopeTheta = 1_000_000,
        NormEpsilon = 1e-6f,
        AttentionBias = true,
        TiedEmbeddings = true,
    };

    public static ModelShape Mistral { get; } = new()
    {
        Architecture = ModelArchitecture.Mistral,
        Layers = 2,
        Hidden = 64,
        Heads = 4,
        KvHeads = 4,
        HeadSize = 16,
        Intermediate = 64,
        Vocabulary = 90,
        Context = 128,
        SlidingWindow = 5,
    };

    public static TheoryData<ModelShape> All => [Llama, Qwen3, Qwen2, Mistral];

    /// <summary>Three texts; some places without a target.</summary>
    public static TokenBatch Batch(ModelShape shape, int seed = 1)
    {
#pragma warning disable CA5394 // Test data need no secrets.
        var random = new Random(seed);
        var ids = Enumerable.Range(0, 37).Select(_ => random.Next(shape.Vocabulary)).ToArray();
        var targets = ids.Select((_, i) => i % 5 == 3 ? -1 : random.Next(shape.Vocabulary)).ToArray();
#pragma warning restore CA5394
        return new TokenBatch(ids, [0, 11, 12], targets);
    }
}
