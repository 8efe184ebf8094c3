using TorchSharp;

namespace Onebox.Models.Tests;

/// <summary>The passes written by hand against autograd.</summary>
public sealed class GradientTests
{
    private static readonly ModelOptions Exact = new() { Compute = ComputeType.Float32 };

    [Theory]
    [MemberData(nameof(Shapes.All), MemberType = typeof(Shapes))]
    public void Backward_AnyArchitecture_AgreesWithAutograd(ModelShape shape)
    {
        using var model = Shaken(shape, Exact);
        var batch = Shapes.Batch(shape);
        var reference = new Reference(model);
        using var expected = reference.LossSum(batch);
        (expected * 0.25).backward();

        var loss = model.Backward(batch, 0.25f);

        Assert.Equal(expected.item<float>(), loss.Sum, 2e-3);
        foreach (var parameter in model.Parameters) Close(reference.Gradient(parameter.Name), parameter.Gradient!, 2e-4, parameter.Name);
    }

    [Fact]
    public void Backward_EveryPlaceHasATarget_AgreesWithAutograd()
    {
        using var model = Shaken(Shapes.Llama, Exact);
        var batch = TokenBatchOf(Shapes.Llama, 29);
        var reference = new Reference(model);
        using var expected = reference.LossSum(batch);
        expected.backward();
        model.Backward(batch, 1);
        foreach (var parameter in model.Parameters) Close(reference.Gradient(parameter.Name), parameter.Gradient!, 2e-4, parameter.Name);
    }

    [Fact]
    public void Backward_TwoBatches_GradientsAddUp()
    {
        using var model = Shaken(Shapes.Qwen3, Exact);
        var reference = new Reference(model);
        foreach (var seed in new[] { 1, 2 })
        {
            var batch = Shapes.Batch(Shapes.Qwen3, seed);
            using var expected = reference.LossSum(batch);
            expected.backward();
            model.Backward(batch, 1);
        }
        foreach (var parameter in model.Parameters) Close(reference.Gradient(parameter.Name), parameter.Gradient!, 2e-4, parameter.Name);
    }

    [Fact]
    public void Backward_AfterClearGradients_ForgetsWhatWas()
    {
        using var model = Shaken(Shapes.Qwen2, Exact);
        var batch = Shapes.Batch(Shapes.Qwen2);
        model.Backward(batch, 1);
        var first = model.Parameters.ToDictionary(p => p.Name, p => p.Gradient!.clone(), StringComparer.Ordinal);
        model.ClearGradients();
        model.Backward(batch, 1);
        foreach (var parameter in model.Parameters) Assert.True(first[parameter.Name].Equals(parameter.Gradient!), parameter.Name);
    }

    [Theory]
    [MemberData(nameof(Shapes.All), MemberType = typeof(Shapes))]
    public void Backward_WithCheckpointing_IsTheSameBitForBit(ModelShape shape)
    {
        using var plain = Shaken(shape, Exact);
        using var thrifty = Shaken(shape, Exact with { Checkpointing = true });
        var batch = Shapes.Batch(shape);
        Assert.Equal(plain.Backward(batch, 1), thrifty.Backward(batch, 1));
        foreach (var (a, b) in plain.Parameters.Zip(thrifty.Parameters)) Assert.True(a.Gradient!.Equals(b.Gradient!), a.Name);
    }

    [Theory]
    [MemberData(nameof(Shapes.All), MemberType = typeof(Shapes))]
    public void Backward_InBFloat16_IsNearTheExactOne(ModelShape shape)
    {
        using var exact = Shaken(shape, Exact);
        using var model = Shaken(shape, ModelOptions.Default);
        var batch = Shapes.Batch(shape);
        var expected = exact.Backward(batch, 1);
        var loss = model.Backward(batch, 1);
        Assert.Equal(expected.Mean, loss.Mean, 0.02);
        foreach (var (a, b) in exact.Parameters.Zip(model.Parameters)) Assert.True((a.Gradient! - b.Gradient!).norm().item<float>() <= 0.05 * a.Gradient!.norm().item<float>(), a.Name);
    }

    [Fact]
    public void Backward_WeighedByLogProbabilities_AgreesWithAutograd()
    {
        using var model = Shaken(Shapes.Llama, Exact);
        var batch = Shapes.Batch(Shapes.Llama);
        var reference = new Reference(model);
        var mask = torch.tensor(batch.Targets!.Select(t => t < 0 ? 0f : 1f).ToArray());
        (reference.LogProbabilities(batch) * mask).pow(2).sum().backward();

        model.Backward(batch, logs => [.. logs.Select(log => -2 * log)]);

        foreach (var parameter in model.Parameters) Close(reference.Gradient(parameter.Name), parameter.Gradient!, 2e-4, parameter.Name);
    }

    [Fact]
    public void Segments_PackedTogether_NeverSeeEachOther()
    {
        using var model = Shaken(Shapes.Llama, Exact);
        var whole = Shapes.Batch(Shapes.Llama);
        using var packed = model.Logits(whole);
        using var alone = model.Logits(TokenBatch.Single(whole.Ids[12..]));
        Close(alone, packed.narrow(0, 12, 25), 1e-5, "logits");
    }

    [Fact]
    public void Evaluate_AfterBackward_GivesTheSameLoss()
    {
        using var model = Shaken(Shapes.Qwen3, ModelOptions.Default);
        var batch = Shapes.Batch(Shapes.Qwen3);
        Assert.Equal(model.Backward(batch, 1), model.Evaluate(batch));
    }

    [Fact]
    public void Create_SameSeed_SameWeights()
    {
        using var a = DecoderModel.Create(Shapes.Llama, 7);
        using var b = DecoderModel.Create(Shapes.Llama, 7);
        using var other = DecoderModel.Create(Shapes.Llama, 8);
        foreach (var (x, y) in a.Parameters.Zip(b.Parameters)) Assert.True(x.Value!.Equals(y.Value!), x.Name);
        Assert.False(a.Parameters[0].Value!.Equals(other.Parameters[0].Value!));
        Assert.Equal(Math.Sqrt(2 / (5.0 * 48)), a.Parameters[0].Value!.std().item<float>(), 0.003);
    }

    [Fact]
    public void Tokens_OutsideTheVocabulary_AreRefused()
    {
        using var model = DecoderModel.Create(Shapes.Llama, 7);
        Assert.Throws<ModelException>(() => model.Evaluate(TokenBatch.Text([1, 2, 101])));
        Assert.Throws<ModelException>(() => model.Evaluate(new TokenBatch([1, 2], [0], [200, -1])));
    }

    /// <summary>Norms and biases that are not one and zero, so that their part shows.</summary>
    private static DecoderModel Shaken(ModelShape shape, ModelOptions options)
    {
        var model = DecoderModel.Create(shape, 5, options);
        using var quiet = torch.no_grad();
        using var generator = new torch.Generator(3);
        foreach (var parameter in model.Parameters.Where(p => p.Shape.Count == 1)) parameter.Value!.add_(torch.randn(parameter.Shape.ToArray(), generator: generator) * 0.2);
        foreach (var parameter in model.Parameters.Where(p => p.Shape.Count == 2)) parameter.Value!.mul_(2);
        model.Publish();
        return model;
    }

    private static TokenBatch TokenBatchOf(ModelShape shape, int tokens) =>
        new([.. Enumerable.Range(0, tokens).Select(i => i * 7 % shape.Vocabulary)], [0], [.. Enumerable.Range(0, tokens).Select(i => i * 11 % shape.Vocabulary)]);

    /// <summary>The difference is small beside the largest element.</summary>
    private static void Close(torch.Tensor expected, torch.Tensor actual, double tolerance, string what)
    {
        var most = Math.Max(expected.abs().max().item<float>(), 1e-6);
        var off = (expected - actual).abs().max().item<float>();
        Assert.True(off <= tolerance * most, FormattableString.Invariant($"{what}: off by {off} of {most}"));
    }
}
