using System.Runtime.Intrinsics;
using TorchSharp;

namespace Onebox.Models.Tests;

public sealed class KernelTests
{
    [Fact]
    public void Exponential_OverItsRange_IsWithinTwoUnits()
    {
        for (var x = -87f; x < 88f; x += 0.01371f)
        {
            var expected = Math.Exp(x);
            Assert.True(Math.Abs(Exponential.Of(Vector512.Create(x))[5] - expected) <= 2.4e-7 * expected, $"{x}");
        }
        Assert.True(Exponential.Of(Vector512.Create(float.NegativeInfinity))[0] < 2e-38);
    }

    [Fact]
    public unsafe void Brains_Stored_RoundAsTorchDoes()
    {
        using var generator = new torch.Generator(1);
        using var values = torch.randn(4096, generator: generator);
        using var expected = values.to(torch.bfloat16);
        using var actual = torch.empty(4096, dtype: torch.bfloat16);
        var source = (float*)Panel.PointerOf(values);
        var target = Panel.PointerOf(actual);
        for (var i = 0; i < 2048; i += 16) Brains.Store(target, i, Vector512.Load(source + i));
        for (var i = 2048; i < 4096; i++) Brains.Set(target, i, source[i]);
        Assert.True(expected.Equals(actual));
        Assert.Equal(expected[7].to(torch.float32).item<float>(), Brains.Load(target, 0)[7]);
    }

    [Fact]
    public unsafe void Dropout_OfMany_DropsItsShareAndKeepsTheMean()
    {
        using var ones = torch.ones(400, 1003);
        using var kept = torch.empty(400, 1003);
        DropoutKernel.Run<Singles>(Panel.PointerOf(ones), Panel.PointerOf(kept), 400, 1003, 0.1f, 7);
        Assert.Equal(0.1, (kept == 0).to(torch.float32).mean().item<float>(), 0.003);
        Assert.Equal(1, kept.mean().item<float>(), 0.004);
        // Neither rows nor columns have a pattern: each drops about a tenth.
        Assert.InRange((kept == 0).to(torch.float32).mean([0]).max().item<float>(), 0.1, 0.18);
        Assert.InRange((kept == 0).to(torch.float32).mean([1]).max().item<float>(), 0.1, 0.15);
        using var other = torch.empty(400, 1003);
        DropoutKernel.Run<Singles>(Panel.PointerOf(ones), Panel.PointerOf(other), 400, 1003, 0.1f, 8);
        Assert.Equal(0.01, ((kept == 0) & (other == 0)).to(torch.float32).mean().item<float>(), 0.002);
    }

    [Fact]
    public void DynamicScaling_BeyondItsContext_GrowsTheBaseAsPublished()
    {
        var shape = Shapes.Llama with { HeadSize = 64, RopeScaling = new(RopeScalingKind.Dynamic, 2, 2048) };
        var (inside, _) = RopeFrequencies.Of(shape, 2048);
        var (beyond, _) = RopeFrequencies.Of(shape, 4096);
        // base · ((factor · length / original) − (factor − 1)) ^ (size / (size − 2))
        var grown = 10_000 * Math.Pow((2 * 4096 / 2048.0) - 1, 64 / 62.0);
        Assert.Equal(Math.Pow(10_000, -2.0 / 64), inside[1], 1e-12);
        Assert.Equal(Math.Pow(grown, -2.0 / 64), beyond[1], 1e-12);
    }

    [Fact]
    public void DynamicScaling_LongAndShortTexts_UseTheirOwnTables()
    {
        var shape = Shapes.Llama with { RopeScaling = new(RopeScalingKind.Dynamic, 2, 16) };
        using var model = DecoderModel.Create(shape, 5, new ModelOptions { Compute = ComputeType.Float32 });
        using var plain = DecoderModel.Create(Shapes.Llama, 5, new ModelOptions { Compute = ComputeType.Float32 });
        int[] text = [.. Enumerable.Range(0, 40)];
        using var shortBefore = model.Logits(TokenBatch.Single(text[..10]));
        using var longText = model.Logits(TokenBatch.Single(text));
        using var shortAfter = model.Logits(TokenBatch.Single(text[..10]));
        using var plainShort = plain.Logits(TokenBatch.Single(text[..10]));
        using var plainLong = plain.Logits(TokenBatch.Single(text));
        Assert.True(shortBefore.Equals(shortAfter));
        Assert.True(shortBefore.Equals(plainShort));
        Assert.False(longText.Equals(plainLong));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Backward_OnLongTexts_AgreesWithAutograd(int seed)
    {
        // More tokens than a block of attention has, with borders that are no multiples of anything.
        var shape = Shapes.Mistral with { SlidingWindow = 70, Vocabulary = 40 };
        using var model = DecoderModel.Create(shape, (ulong)seed, new ModelOptions { Compute = ComputeType.Float32 });
        int[] ids = [.. Enumerable.Range(0, 601).Select(i => ((i * 31) + seed) % 40)];
        var batch = new TokenBatch(ids, [0, 333, 350], [.. ids.Skip(1), -1]);
        var reference = new Reference(model);
        using var expected = reference.LossSum(batch);
        expected.backward();
        Assert.Equal(expected.item<float>(), model.Backward(batch, 1).Sum, 0.02);
        foreach (var parameter in model.Parameters)
        {
            var gradient = reference.Gradient(parameter.Name);
            Assert.True((gradient - parameter.Gradient!).abs().max().item<float>() <= 5e-4 * gradient.abs().max().item<float>(), parameter.Name);
        }
    }

    [Fact]
    public void Create_OfAShape_HasThatManyParameters()
    {
        using var model = DecoderModel.Create(Shapes.Llama, 1);
        Assert.Equal(Shapes.Llama.Parameters, model.Parameters.Sum(p => p.Count));
    }
}
