using TorchSharp;

namespace Onebox.Models.Tests;

public sealed class QuantizedBaseTests
{
    [Theory]
    [InlineData(BaseType.Int8, 1 / 254.0)]
    [InlineData(BaseType.Nf4, 0.1520)]
    [InlineData(BaseType.Nf4Double, 0.1540)]
    public unsafe void Matrix_PackedAndUnpacked_IsOffByHalfAStepAtMost(BaseType type, double share)
    {
        foreach (var (rows, columns) in new[] { (5, 64), (7, 200), (3, 48), (300, 96) })
        {
            using var generator = new torch.Generator(3);
            using var values = torch.randn(rows, columns, generator: generator) * 0.02f;
            using var matrix = new QuantizedMatrix((float*)Panel.PointerOf(values), rows, columns, type);
            using var unpacked = torch.empty(rows, columns);
            matrix.Decode<Singles>(Panel.PointerOf(unpacked));
            for (var block = 0; block < columns; block += 64)
            {
                var width = Math.Min(64, columns - block);
                var most = values.narrow(1, block, width).abs().amax([1], keepdim: true);
                var off = (values - unpacked).narrow(1, block, width).abs();
                // Double quantization moves a scale by 1/254 of the spread of scales, which moves every value.
                Assert.True((off <= (most * share) + 1e-7 + (type == BaseType.Nf4Double ? 0.0003 : 0)).all().item<bool>());
            }
        }
    }

    [Fact]
    public unsafe void Nf4_EveryValue_GoesToTheNearestOfSixteen()
    {
        using var values = torch.linspace(-1, 1, 64 * 40).view(64, 40).t().contiguous();
        using var matrix = new QuantizedMatrix((float*)Panel.PointerOf(values), 40, 64, BaseType.Nf4);
        using var unpacked = torch.empty(40, 64);
        matrix.Decode<Singles>(Panel.PointerOf(unpacked));
        var scaled = unpacked / values.abs().amax([1], keepdim: true);
        Assert.True(scaled.flatten().data<float>().Select(v => MathF.Round(v, 4)).Distinct().Count() <= 16);
    }

    [Theory]
    [InlineData(BaseType.Int8, ComputeType.Float32)]
    [InlineData(BaseType.Nf4, ComputeType.BFloat16)]
    [InlineData(BaseType.Nf4Double, ComputeType.Float32)]
    public void Backward_OverAQuantizedBase_IsThatOverTheUnpackedOne(BaseType type, ComputeType compute)
    {
        var options = new ModelOptions { Compute = compute, Frozen = true };
        var lora = new LoraOptions { Rank = 4 };
        using var model = AdapterTests.Adapted(Shapes.Qwen3, options with { Base = type }, lora);
        using var plain = AdapterTests.Adapted(Shapes.Qwen3, options, lora);
        Unpack(model, plain);
        var batch = Shapes.Batch(Shapes.Qwen3);
        Assert.Equal(plain.Backward(batch, 1), model.Backward(batch, 1));
        foreach (var (a, b) in plain.Adapter!.Parameters.Zip(model.Adapter!.Parameters)) Assert.True(a.Gradient!.Equals(b.Gradient!), a.Name);
    }

    [Fact]
    public void Merging_IntoAQuantizedBase_IsRefused()
    {
        using var pad = new Scratchpad();
        using var model = AdapterTests.Adapted(Shapes.Qwen3, new ModelOptions { Frozen = true, Base = BaseType.Nf4 }, new LoraOptions());
        Assert.Throws<ModelException>(model.MergeAdapter);
        Assert.Throws<ModelException>(() => ModelFiles.SaveFolder(model, pad.Folder, SavedType.F32));
    }

    private static unsafe void Unpack(DecoderModel from, DecoderModel to)
    {
        foreach (var (packed, plain) in from.BaseParameters.Zip(to.BaseParameters).Where(pair => pair.First.Quantized is not null))
        {
            if (plain.Compute.dtype == torch.bfloat16) packed.Quantized!.Decode<Brains>(Panel.PointerOf(plain.Compute));
            else packed.Quantized!.Decode<Singles>(Panel.PointerOf(plain.Compute));
        }
    }
}
