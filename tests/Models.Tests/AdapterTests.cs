using TorchSharp;

namespace Onebox.Models.Tests;

public sealed class AdapterTests
{
    private static readonly ModelOptions Exact = new() { Compute = ComputeType.Float32, Frozen = true };

    public static TheoryData<LoraOptions> Options =>
    [
        new LoraOptions { Rank = 4, Alpha = 8, Seed = 3 },
        new LoraOptions { Rank = 3, Alpha = 5, RankStabilized = true, Targets = ["q_proj", "v_proj", "down_proj"] },
    ];

    [Theory]
    [MemberData(nameof(Options))]
    public void Backward_WithAnAdapter_AgreesWithAutograd(LoraOptions options)
    {
        using var model = Adapted(Shapes.Llama, Exact, options);
        var batch = Shapes.Batch(Shapes.Llama);
        var reference = new Reference(model);
        using var expected = reference.LossSum(batch);
        expected.backward();
        Assert.Equal(expected.item<float>(), model.Backward(batch, 1).Sum, 2e-3);
        Assert.All(model.Parameters.Where(p => p.Trainable), p => Assert.Contains("lora", p.Name, StringComparison.Ordinal));
        foreach (var parameter in model.Adapter!.Parameters)
        {
            var gradient = reference.Gradient(parameter.Name);
            var most = gradient.abs().max().item<float>();
            Assert.True(most > 0, parameter.Name);
            Assert.True((gradient - parameter.Gradient!).abs().max().item<float>() <= 3e-4 * most, parameter.Name);
        }
    }

    [Theory]
    [InlineData(ComputeType.Float32, false)]
    [InlineData(ComputeType.BFloat16, true)]
    public void Backward_WithDropout_IsTheSlopeOfItsOwnLoss(ComputeType compute, bool checkpointing)
    {
        using var model = Adapted(Shapes.Llama, Exact with { Compute = compute, Checkpointing = checkpointing }, new LoraOptions { Rank = 4, Dropout = 0.4 });
        model.DropoutSeed = 9;
        var batch = Shapes.Batch(Shapes.Llama);
        var loss = model.Backward(batch, 1);
        var parameter = model.Adapter!.Parameters.First(p => p.Name == "layers.1.gate_up.lora_a");
        var gradient = parameter.Gradient!.clone();
        var step = 0.02f / gradient.norm().item<float>();
        using (torch.no_grad()) parameter.Value!.add_(gradient, alpha: step);
        parameter.Publish();
        var higher = model.Backward(batch, 1).Sum;
        var expected = gradient.pow(2).sum().item<float>() * step;
        Assert.Equal(expected, higher - loss.Sum, Math.Abs(expected) * (compute == ComputeType.Float32 ? 0.05 : 0.5));
        model.DropoutSeed = 10;
        Assert.NotEqual(higher, model.Backward(batch, 1).Sum);
    }

    [Fact]
    public void Adapter_FreshlyAdded_ChangesNothing()
    {
        using var model = DecoderModel.Create(Shapes.Qwen3, 5, Exact);
        var batch = Shapes.Batch(Shapes.Qwen3);
        var before = model.Evaluate(batch);
        model.AddAdapter(new LoraOptions());
        Assert.Equal(before, model.Evaluate(batch));
    }

    [Fact]
    public void LogProbabilities_WithoutAdapter_AreThoseOfTheBase()
    {
        using var plain = DecoderModel.Create(Shapes.Llama, 5, Exact);
        using var model = Adapted(Shapes.Llama, Exact, new LoraOptions { Rank = 4 });
        var batch = Shapes.Batch(Shapes.Llama);
        Assert.Equal(plain.LogProbabilities(batch), model.LogProbabilities(batch, withoutAdapter: true));
        Assert.NotEqual(plain.LogProbabilities(batch), model.LogProbabilities(batch));
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void GgufAdapter_AppliedByLlamaCpp_GivesTheMergedModelsLogits(LoraOptions options)
    {
        foreach (var shape in new[] { Shapes.Llama, Shapes.Qwen3, Shapes.Qwen2 })
        {
            using var pad = new Scratchpad();
            int[] tokens = [.. Enumerable.Range(0, 40).Select(i => (i * 37 % 391) + 5)];
            using var model = Adapted(shape with { Vocabulary = Vocabularies.Size }, Exact, options);
            AdapterFiles.SaveGguf(model, pad.At("lora.gguf"), []);
            using var adapted = model.Logits(TokenBatch.Single(tokens));
            model.MergeAdapter();
            using var merged = model.Logits(TokenBatch.Single(tokens));
            Assert.True((adapted - merged).abs().max().item<float>() < 1e-3);
            ModelFiles.SaveGguf(model, pad.At("merged.gguf"), SavedType.F32, Vocabularies.Metadata);
            using (var unchanged = DecoderModel.Create(shape with { Vocabulary = Vocabularies.Size }, 5, Exact)) ModelFiles.SaveGguf(unchanged, pad.At("base.gguf"), SavedType.F32, Vocabularies.Metadata);

            using var theirs = LlamaLogits.Of(pad.At("base.gguf"), tokens, pad.At("lora.gguf"));
            using var theirsMerged = LlamaLogits.Of(pad.At("merged.gguf"), tokens);

            Assert.True((theirs - merged).abs().max().item<float>() < 1e-3);
            Assert.True((theirsMerged - merged).abs().max().item<float>() < 1e-3);
            using var bare = LlamaLogits.Of(pad.At("base.gguf"), tokens);
            Assert.True((theirs - bare).abs().max().item<float>() > 0.1);
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void PeftFolder_SavedAndLoaded_IsTheSameAdapter(LoraOptions options)
    {
        using var pad = new Scratchpad();
        using var model = Adapted(Shapes.Llama, Exact, options);
        AdapterFiles.SavePeft(model, pad.Folder, "base");
        using var other = DecoderModel.Create(Shapes.Llama, 5, Exact);
        var loaded = AdapterFiles.LoadPeft(other, pad.Folder);
        Assert.Equal(options.Scale, loaded.Options.Scale, 1e-12);
        foreach (var (a, b) in model.Adapter!.Parameters.Zip(loaded.Parameters)) Assert.True(a.Value!.Equals(b.Value!), a.Name);
        var names = Weights.ModelFile.Open(pad.At("adapter_model.safetensors")).Tensors.Select(t => t.Name);
        Assert.Contains("base_model.model.model.layers.2.self_attn.v_proj.lora_B.weight", names);
        using var wrong = DecoderModel.Create(Shapes.Qwen3, 5, Exact);
        Assert.Throws<ModelException>(() => AdapterFiles.LoadPeft(wrong, pad.Folder));
    }

    [Fact]
    public void AddAdapter_ImpossibleOptions_AreRefused()
    {
        using var trainable = DecoderModel.Create(Shapes.Llama, 5);
        Assert.Throws<ModelException>(() => trainable.AddAdapter(new LoraOptions()));
        using var model = DecoderModel.Create(Shapes.Llama, 5, Exact);
        Assert.Throws<ModelException>(() => model.AddAdapter(new LoraOptions { Rank = 0 }));
        Assert.Throws<ModelException>(() => model.AddAdapter(new LoraOptions { Targets = ["lm_head"] }));
        Assert.Throws<ModelException>(() => model.AddAdapter(new LoraOptions { Dropout = 1 }));
        model.AddAdapter(new LoraOptions());
        Assert.Throws<ModelException>(() => model.AddAdapter(new LoraOptions()));
    }

    /// <summary>With B away from zero, so that both matrices have gradients.</summary>
    public static DecoderModel Adapted(ModelShape shape, ModelOptions options, LoraOptions lora)
    {
        var model = DecoderModel.Create(shape, 5, options);
        model.AddAdapter(lora);
        using var quiet = torch.no_grad();
        using var generator = new torch.Generator(3);
        foreach (var parameter in model.Adapter!.Parameters.Where(p => p.Name.EndsWith("lora_b", StringComparison.Ordinal))) parameter.Value!.add_(torch.randn(parameter.Shape.ToArray(), generator: generator) * 0.1);
        model.Publish();
        return model;
    }
}
