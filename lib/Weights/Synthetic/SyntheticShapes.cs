namespace Onebox.Weights;

/// <summary>
/// Shapes that are ready to use. The llama ones have rows that are multiples of 256, so that every quantization applies to
/// every matrix; the others have the published dimensions of the models that they are named for.
/// </summary>
public static class SyntheticShapes
{
    public static SyntheticShape Llama15M { get; } = new()
    {
        Architecture = "llama",
        Name = "15M",
        Layers = 8,
        EmbeddingLength = 256,
        Heads = 8,
        KvHeads = 4,
        HeadLength = 32,
        FeedForwardLength = 768,
        Vocabulary = 17_152,
        ContextLength = 2048,
    };

    public static SyntheticShape Llama100M { get; } = new()
    {
        Architecture = "llama",
        Name = "100M",
        Layers = 14,
        EmbeddingLength = 768,
        Heads = 12,
        KvHeads = 4,
        HeadLength = 64,
        FeedForwardLength = 2048,
        Vocabulary = 8192,
        ContextLength = 8192,
    };

    public static SyntheticShape Llama1B { get; } = new()
    {
        Architecture = "llama",
        Name = "1B",
        Layers = 20,
        EmbeddingLength = 2048,
        Heads = 32,
        KvHeads = 4,
        HeadLength = 64,
        FeedForwardLength = 5632,
        Vocabulary = 32_000,
        ContextLength = 8192,
    };

    public static SyntheticShape Mistral7B { get; } = new()
    {
        Architecture = "llama",
        Name = "mistral-7B",
        Layers = 32,
        EmbeddingLength = 4096,
        Heads = 32,
        KvHeads = 8,
        HeadLength = 128,
        FeedForwardLength = 14_336,
        Vocabulary = 32_000,
        ContextLength = 32_768,
    };

    public static SyntheticShape Qwen2Half { get; } = new()
    {
        Architecture = "qwen2",
        Name = "0.5B",
        Layers = 24,
        EmbeddingLength = 896,
        Heads = 14,
        KvHeads = 2,
        HeadLength = 64,
        FeedForwardLength = 4864,
        Vocabulary = 151_936,
        ContextLength = 32_768,
        RopeBase = 1_000_000,
        TiedEmbeddings = true,
    };

    public static SyntheticShape Qwen3Small { get; } = new()
    {
        Architecture = "qwen3",
        Name = "0.6B",
        Layers = 28,
        EmbeddingLength = 1024,
        Heads = 16,
        KvHeads = 8,
        HeadLength = 128,
        FeedForwardLength = 3072,
        Vocabulary = 151_936,
        ContextLength = 40_960,
        RopeBase = 1_000_000,
        TiedEmbeddings = true,
    };

    public static IReadOnlyList<SyntheticShape> All { get; } = [Llama15M, Llama100M, Llama1B, Mistral7B, Qwen2Half, Qwen3Small];

    /// <summary>The shape of that architecture and size (<c>100M</c>); null when there is none.</summary>
    public static SyntheticShape? Find(string architecture, string size) => All.FirstOrDefault(shape =>
        shape.Name.Equals(size, StringComparison.OrdinalIgnoreCase) && shape.Architecture.Equals(architecture, StringComparison.OrdinalIgnoreCase));
}
