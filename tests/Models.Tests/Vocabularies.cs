using Onebox.Weights;

namespace Onebox.Models.Tests;

internal static class Vocabularies
{
    public const int Size = 400;

    /// <summary>Tokenizer metadata that llama.cpp accepts, of 400 tokens.</summary>
    public static IReadOnlyList<KeyValuePair<string, GgufValue>> Metadata { get; } = Make();

    private static IReadOnlyList<KeyValuePair<string, GgufValue>> Make()
    {
        using var pad = new Scratchpad();
        var shape = new SyntheticShape { Architecture = "llama", Name = "vocabulary", Layers = 1, EmbeddingLength = 32, Heads = 1, KvHeads = 1, HeadLength = 32, FeedForwardLength = 32, Vocabulary = Size, ContextLength = 32 };
        using (var file = File.Create(pad.At("v.gguf"))) SyntheticModel.WriteGguf(file, shape, TensorType.F32, 1);
        return ModelFiles.ReadMetadata(pad.At("v.gguf"));
    }
}
