using Onebox.Llama;
using Onebox.Weights;
using TorchSharp;

namespace Onebox.Models.Tests;

public sealed class RoundTripTests
{
    private static readonly ModelOptions Exact = new() { Compute = ComputeType.Float32 };

    public static TheoryData<ModelShape> Shapes => [.. Tests.Shapes.All.Select(row => row.Data), Tests.Shapes.Llama with { RopeScaling = new(RopeScalingKind.Llama3, 8, 8192), HeadSize = 32, RopeTheta = 500_000 }];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Folder_InF32_ComesBackBitForBit(ModelShape shape)
    {
        using var pad = new Scratchpad();
        using var model = DecoderModel.Create(shape, 3, Exact);
        ModelFiles.SaveFolder(model, pad.Folder, SavedType.F32);
        using var loaded = ModelFiles.Load(pad.Folder, Exact);
        Assert.Equal(shape, loaded.Shape);
        Same(model, loaded);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Gguf_InF32_ComesBackBitForBit(ModelShape shape)
    {
        using var pad = new Scratchpad();
        using var model = DecoderModel.Create(shape, 3, Exact);
        ModelFiles.SaveGguf(model, pad.At("a.gguf"), SavedType.F32, Vocabularies.Metadata);
        using var loaded = ModelFiles.Load(pad.At("a.gguf"), Exact);
        Assert.Equal(shape with { RopeScaling = null }, loaded.Shape with { RopeScaling = null });
        Same(model, loaded);
        ModelFiles.SaveGguf(loaded, pad.At("b.gguf"), SavedType.F32, ModelFiles.ReadMetadata(pad.At("a.gguf")));
        Assert.Equal(File.ReadAllBytes(pad.At("a.gguf")), File.ReadAllBytes(pad.At("b.gguf")));
        ModelFiles.SaveFolder(loaded, pad.At("folder"), SavedType.F32);
        using var third = ModelFiles.Load(pad.At("folder"), Exact);
        Same(model, third);
        Assert.Equal(loaded.Shape.RopeScaling?.OriginalContext, third.Shape.RopeScaling?.OriginalContext);
    }

    [Theory]
    [InlineData(SavedType.F16)]
    [InlineData(SavedType.BF16)]
    public void HalfPrecision_SavedTwice_LosesOnlyOnce(SavedType type)
    {
        using var pad = new Scratchpad();
        using var model = DecoderModel.Create(Tests.Shapes.Qwen2, 3, Exact);
        ModelFiles.SaveFolder(model, pad.At("a"), type);
        using var loaded = ModelFiles.Load(pad.At("a"), ModelOptions.Default with { Frozen = type == SavedType.BF16 });
        ModelFiles.SaveFolder(loaded, pad.At("b"), type);
        Assert.Equal(File.ReadAllBytes(Path.Combine(pad.At("a"), "model.safetensors")), File.ReadAllBytes(Path.Combine(pad.At("b"), "model.safetensors")));
        foreach (var (a, b) in model.Parameters.Zip(loaded.Parameters)) Assert.True((a.Value! - b.Compute.to(torch.float32)).abs().max().item<float>() < 0.005, a.Name);
    }

    [Fact]
    public void Shards_WithAnIndex_AreOneModel()
    {
        using var pad = new Scratchpad();
        using var model = DecoderModel.Create(Tests.Shapes.Qwen3, 3, Exact);
        ModelFiles.SaveFolder(model, pad.Folder, SavedType.F32);
        File.Delete(pad.At("model.safetensors"));
        SafetensorsShards.Write(pad.Folder, "model", WeightTensors.Of(model.Shape, model.Parameters, WeightNaming.HuggingFace, TensorType.F32, TensorType.F32), 60_000, default);
        Assert.True(Directory.GetFiles(pad.Folder, "*.safetensors").Length > 3);
        using var loaded = ModelFiles.Load(pad.Folder, Exact);
        Same(model, loaded);
    }

    [Fact]
    public void Gguf_QuantizedToQ8_LoadsWithinHalfAStep()
    {
        using var pad = new Scratchpad();
        using var model = DecoderModel.Create(Tests.Shapes.Qwen3 with { Vocabulary = Vocabularies.Size }, 3, Exact);
        ModelFiles.SaveGguf(model, pad.At("a.gguf"), SavedType.F32, Vocabularies.Metadata);
        Quantizer.Quantize(pad.At("a.gguf"), pad.At("q.gguf"), QuantizedType.Q8_0, threads: 1);
        using var loaded = ModelFiles.Load(pad.At("q.gguf"), Exact);
        foreach (var (a, b) in model.Parameters.Zip(loaded.Parameters))
        {
            var most = a.Value!.abs().max().item<float>();
            Assert.True((a.Value - b.Value!).abs().max().item<float>() <= most / 127, a.Name);
        }
    }

    [Fact]
    public void Load_TensorsThatDoNotFit_NamesThem()
    {
        using var pad = new Scratchpad();
        using var model = DecoderModel.Create(Tests.Shapes.Llama, 3, Exact);
        ModelFiles.SaveFolder(model, pad.Folder, SavedType.F32);
        var config = File.ReadAllText(pad.At("config.json"));
        File.WriteAllText(pad.At("config.json"), config.Replace("\"intermediate_size\": 40", "\"intermediate_size\": 44", StringComparison.Ordinal));
        var refused = Assert.Throws<ModelFileException>(() => ModelFiles.Load(pad.Folder));
        Assert.Contains("intermediate_size is 44, and the weights have 40 rows of model.layers.0.mlp.gate_proj.weight", refused.Message, StringComparison.Ordinal);
        File.WriteAllText(pad.At("config.json"), config.Replace("\"llama\"", "\"gpt2\"", StringComparison.Ordinal));
        Assert.Throws<ModelException>(() => ModelFiles.Load(pad.Folder));
    }

    private static void Same(DecoderModel expected, DecoderModel actual)
    {
        foreach (var (a, b) in expected.Parameters.Zip(actual.Parameters, (a, b) => (a, b)))
        {
            Assert.Equal(a.Name, b.Name);
            Assert.True(a.Value!.Equals(b.Value!), a.Name);
        }
    }
}
