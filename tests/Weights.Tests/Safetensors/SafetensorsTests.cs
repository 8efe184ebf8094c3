using System.Text;
using CsCheck;

namespace Onebox.Weights.Tests;

public sealed class SafetensorsTests
{
    [Fact]
    public void Writer_WritesTheReferenceImplementationsBytes()
    {
        // The three vectors of the reference implementation's own tests.
        var floats = Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((float)i)).ToArray();
        byte[] aligned = [64, 0, 0, 0, 0, 0, 0, 0, .. """{"attn.0":{"dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]}}"""u8, .. floats];
        byte[] padded = [72, 0, 0, 0, 0, 0, 0, 0, .. """{"attn0":{"dtype":"F32","shape":[1,1,2,3],"data_offsets":[0,24]}}       """u8, .. floats];
        byte[] empty = [40, 0, 0, 0, 0, 0, 0, 0, .. """{"__metadata__":{"framework":"pt"}}     """u8];

        Assert.Equal(aligned, Samples.Safetensors([TensorSource.Of("attn.0", TensorType.F32, [1, 2, 3], floats)]));
        Assert.Equal(padded, Samples.Safetensors([TensorSource.Of("attn0", TensorType.F32, [1, 1, 2, 3], floats)]));
        Assert.Equal(empty, Samples.Safetensors([], new Dictionary<string, string> { ["framework"] = "pt" }));
        Assert.Equal([8, 0, 0, 0, 0, 0, 0, 0, .. "{}      "u8], Samples.Safetensors([]));
    }

    [Fact]
    public void RandomFiles_WrittenAndRead_AreEqual() =>
        Gen.Select(Gen.Int[0, SafetensorsTypes.All.Count - 1], Gen.Int[0, 4].Array[0, 4], Gen.String).Array[0, 8].Sample(
            rows =>
            {
                var tensors = rows.Select((row, i) => TensorOf($"{i}.{WellFormed(row.Item3)}", SafetensorsTypes.All[row.Item1], row.Item2)).ToList();
                var bytes = Samples.Safetensors(tensors, new Dictionary<string, string> { ["π"] = "\"\n" });
                var file = Samples.Read(bytes).Safetensors!;

                Assert.Equal("\"\n", file.Metadata["π"]);
                Assert.Equal(tensors.Select(t => t.Name).Order(StringComparer.Ordinal), file.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal));
                foreach (var tensor in tensors)
                {
                    var read = file.Tensors.Single(t => t.Name == tensor.Name);
                    using var expected = new MemoryStream();
                    tensor.WriteTo(expected);
                    Assert.Equal(tensor.Type, read.Type);
                    Assert.Equal(tensor.Shape, read.Shape);
                    Assert.Equal(expected.ToArray(), bytes.AsSpan((int)read.Offset, (int)read.ByteLength).ToArray());
                }
            },
            iter: 500,
            threads: 1);

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, ModelFileError.Corrupt)] // size and shape disagree
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, ModelFileError.Corrupt)] // a hole
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, ModelFileError.Corrupt)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, ModelFileError.Corrupt)] // bytes of no tensor
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, ModelFileError.Truncated)]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", 0, ModelFileError.Duplicate)]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", 0, ModelFileError.Duplicate)]
    [InlineData("""{"a":{"dtype":"Q4","shape":[0],"data_offsets":[0,0]}}""", 0, ModelFileError.UnsupportedType)]
    [InlineData("""{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}}""", 1, ModelFileError.Corrupt)] // half a byte
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,0]}}""", 0, ModelFileError.Corrupt)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,0]}}""", 0, ModelFileError.Corrupt)]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, ModelFileError.Corrupt)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4, ModelFileError.LimitExceeded)]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 4, ModelFileError.Corrupt)]
    [InlineData("""{"a":7}""", 0, ModelFileError.Corrupt)]
    [InlineData("""{"__metadata__":{"n":7}}""", 0, ModelFileError.Corrupt)]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", 0, ModelFileError.Corrupt)]
    [InlineData("""{"a":""", 0, ModelFileError.Corrupt)]
    [InlineData("""{}{}""", 0, ModelFileError.Corrupt)]
    public void Header_ThatContradictsItself_IsRefused(string header, int dataBytes, ModelFileError expected) =>
        Assert.Equal(expected, Samples.Refused(Samples.Safetensors(header, dataBytes)).Error);

    [Fact]
    public void HeaderLength_AboveTheReferenceLimit_IsRefused()
    {
        byte[] bytes = [.. BitConverter.GetBytes(100_000_001L), .. "{}"u8];

        Assert.Equal(ModelFileError.LimitExceeded, Samples.Refused(bytes).Error);
    }

    [Fact]
    public void Tensors_BeyondTheLimit_AreRefused() =>
        Assert.Equal(ModelFileError.LimitExceeded, Samples.Refused(Samples.Safetensors(), new ModelFileLimits { Tensors = 2 }).Error);

    [Fact]
    public void ScalarsAndEmptyTensors_AreRead()
    {
        var file = Samples.Read(Samples.Safetensors("""{"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"e":{"dtype":"F32","shape":[0,5],"data_offsets":[4,4],"note":{"any":1}}}""", 4));

        Assert.Equal([1, 0], file.Tensors.Select(t => t.Elements));
    }

    private static TensorSource TensorOf(string name, TensorType type, int[] sizes) =>
        Samples.Tensor(name, type, [.. sizes.Select(size => (long)size), type.BlockElements]);

    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
