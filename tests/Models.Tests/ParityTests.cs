using Onebox.Llama;
using Onebox.Testing;
using TorchSharp;

namespace Onebox.Models.Tests;

/// <summary>Our logits and llama.cpp's, on the same weights.</summary>
public sealed class ParityTests
{
    private static readonly ModelOptions Exact = new() { Compute = ComputeType.Float32 };
    private static readonly int[] Tokens = [.. Enumerable.Range(0, 60).Select(i => (i * 37 % 391) + 5)];

    public static TheoryData<string, ModelShape> Random => new()
    {
        { "llama", Sized(Shapes.Llama) },
        { "qwen2", Sized(Shapes.Qwen2) },
        { "qwen3", Sized(Shapes.Qwen3) },
        { "mistral", Sized(Shapes.Mistral) with { SlidingWindow = 64 } },
        { "linear", Sized(Shapes.Llama) with { RopeScaling = new(RopeScalingKind.Linear, 4, 128) } },
        { "yarn", Sized(Shapes.Qwen3) with { RopeScaling = new(RopeScalingKind.Yarn, 4, 32), RopeTheta = 10_000 } },
        { "yarn with its own attention factor", Sized(Shapes.Llama) with { RopeScaling = new(RopeScalingKind.Yarn, 4, 32) { AttentionFactor = 1.3, BetaFast = 16, BetaSlow = 2 } } },
        { "llama3", Sized(Shapes.Llama) with { HeadSize = 16, RopeScaling = new(RopeScalingKind.Llama3, 8, 64) { HighFrequencyFactor = 3 } } },
    };

    [Theory]
    [MemberData(nameof(Random))]
    public void Logits_OfRandomWeights_EqualLlamaCpps(string what, ModelShape shape)
    {
        using var pad = new Scratchpad();
        using var model = Trained(shape);
        ModelFiles.SaveGguf(model, pad.At("m.gguf"), SavedType.F32, Vocabularies.Metadata);

        using var ours = model.Logits(TokenBatch.Single(Tokens));
        using var theirs = LlamaLogits.Of(pad.At("m.gguf"), Tokens);

        Equal(theirs, ours, what);
        using var loaded = ModelFiles.Load(pad.At("m.gguf"), Exact);
        using var again = loaded.Logits(TokenBatch.Single(Tokens));
        Equal(ours, again, what);
    }

    [Fact]
    public void Logits_OfMistralBeyondItsWindow_DifferForLlamaCppSeesEverything()
    {
        using var pad = new Scratchpad();
        var shape = Sized(Shapes.Mistral);
        using var narrow = Trained(shape);
        using var wide = Trained(shape with { SlidingWindow = null });
        ModelFiles.SaveGguf(narrow, pad.At("m.gguf"), SavedType.F32, Vocabularies.Metadata);
        using var theirs = LlamaLogits.Of(pad.At("m.gguf"), Tokens);
        using var all = wide.Logits(TokenBatch.Single(Tokens));
        using var ours = narrow.Logits(TokenBatch.Single(Tokens));
        Equal(theirs, all, "without a window");
        Equal(all.narrow(0, 0, 5), ours.narrow(0, 0, 5), "inside the window");
        Assert.True((all - ours).abs().max().item<float>() > 0.1);
    }

    [Theory]
    [InlineData("stories260K.gguf")]
    [InlineData("stories260K.safetensors")]
    public void Logits_OfTheStoryModel_EqualLlamaCpps(string file)
    {
        var gguf = SharedData.Find("stories260K.gguf");
        Assert.SkipWhen(gguf is null, "shared/data is not beside the repository.");
        int[] tokens = [1, .. Enumerable.Range(0, 80).Select(i => 300 + (i * 13 % 200))];
        using var model = ModelFiles.Load(SharedData.Find(file)!, Exact, ModelFiles.ReadShape(gguf));

        using var ours = model.Logits(TokenBatch.Single(tokens));
        using var theirs = LlamaLogits.Of(gguf, tokens);

        Equal(theirs, ours, file);
    }

    [Fact]
    public void StoryModel_Continued_TellsItsStory()
    {
        var gguf = SharedData.Find("stories260K.gguf");
        Assert.SkipWhen(gguf is null, "shared/data is not beside the repository.");
        using var llama = LlamaModel.Load(gguf);
        using var model = ModelFiles.Load(gguf);
        List<int> tokens = [.. llama.Vocabulary.Tokenize("Once upon a time, there was a little girl named", addSpecial: true)];
        var start = tokens.Count;
        for (var i = 0; i < 20; i++)
        {
            using var logits = model.Logits(TokenBatch.Single([.. tokens]));
            tokens.Add((int)logits[^1].argmax().item<long>());
        }
        Assert.StartsWith("Lily. She loved to play outside in the park.", llama.Vocabulary.Detokenize([.. tokens.Skip(start)]), StringComparison.Ordinal);
    }

    private static ModelShape Sized(ModelShape shape) => shape with { Vocabulary = Vocabularies.Size };

    /// <summary>Weights of the size that trained ones have, so that a difference would show.</summary>
    private static DecoderModel Trained(ModelShape shape)
    {
        var model = DecoderModel.Create(shape, 11, Exact);
        using var quiet = torch.no_grad();
        using var generator = new torch.Generator(3);
        foreach (var parameter in model.Parameters)
        {
            if (parameter.Shape.Count == 1) parameter.Value!.add_(torch.randn(parameter.Shape.ToArray(), generator: generator) * 0.1);
            else parameter.Value!.mul_(3);
        }
        return model;
    }

    private static void Equal(torch.Tensor expected, torch.Tensor actual, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(expected.abs().max().item<float>() > 0.5, $"{what}: nothing to compare");
        var off = (expected - actual).abs().max().item<float>();
        Assert.True(off < 1e-3, FormattableString.Invariant($"{what}: off by {off}"));
    }
}
