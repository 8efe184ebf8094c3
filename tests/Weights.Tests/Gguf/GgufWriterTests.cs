namespace Onebox.Weights.Tests;

public sealed class GgufWriterTests
{
    [Fact]
    public void File_WithOneKeyAndTensor_HasExactlyTheseBytes()
    {
        var bytes = Samples.Gguf([new("k", GgufValue.Of((ushort)7))], [TensorSource.Of("t", TensorType.F32, [1, 2], new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 })]);
        byte[] expected =
        [
            .. "GGUF"u8, 3, 0, 0, 0,
            1, 0, 0, 0, 0, 0, 0, 0, // tensors
            1, 0, 0, 0, 0, 0, 0, 0, // keys
            1, 0, 0, 0, 0, 0, 0, 0, (byte)'k', 2, 0, 0, 0, 7, 0,
            1, 0, 0, 0, 0, 0, 0, 0, (byte)'t', 2, 0, 0, 0,
            2, 0, 0, 0, 0, 0, 0, 0, // fastest dimension first
            1, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, // F32
            0, 0, 0, 0, 0, 0, 0, 0, // offset
            .. new byte[16], // to 96, a multiple of 32
            1, 2, 3, 4, 5, 6, 7, 8,
            .. new byte[24],
        ];

        Assert.Equal(expected, bytes);
    }

    [Fact]
    public void Tensor_OfTheWrongLength_FailsTheWrite()
    {
        var tensor = new TensorSource("t", TensorType.F32, [4], output => output.Write(new byte[15]));

        Assert.Throws<InvalidOperationException>(() => Samples.Gguf([], [tensor]));
        Assert.Throws<InvalidOperationException>(() => Samples.Safetensors([tensor]));
    }

    [Fact]
    public void Names_Twice_FailTheWrite()
    {
        var tensor = Samples.Tensor("t", TensorType.F32, 1);

        Assert.Throws<ArgumentException>(() => Samples.Gguf([], [tensor, tensor]));
        Assert.Throws<ArgumentException>(() => Samples.Gguf([new("k", GgufValue.Of(1)), new("k", GgufValue.Of(2))], []));
        Assert.Throws<ArgumentException>(() => Samples.Safetensors([tensor, tensor]));
    }

    [Theory]
    [InlineData("Q4_0", 4.5)]
    [InlineData("Q8_0", 8.5)]
    [InlineData("Q2_K", 2.625)]
    [InlineData("Q3_K", 3.4375)]
    [InlineData("Q4_K", 4.5)]
    [InlineData("Q5_K", 5.5)]
    [InlineData("Q6_K", 6.5625)]
    [InlineData("IQ2_XXS", 2.0625)]
    [InlineData("IQ3_XXS", 3.0625)]
    [InlineData("IQ1_S", 1.5625)]
    [InlineData("IQ1_M", 1.75)]
    [InlineData("IQ4_XS", 4.25)]
    [InlineData("TQ1_0", 1.6875)]
    [InlineData("MXFP4", 4.25)]
    [InlineData("BF16", 16)]
    public void Quantization_TakesItsPublishedBitsPerWeight(string type, double bits) =>
        Assert.Equal(bits, GgmlTypes.Find(type)!.BitsPerElement);
}
