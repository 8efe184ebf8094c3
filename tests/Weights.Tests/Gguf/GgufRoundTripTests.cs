using CsCheck;

namespace Onebox.Weights.Tests;

public sealed class GgufRoundTripTests
{
    private static readonly Gen<GgufArray> GenArray = Gen.OneOf(
        Gen.String.Array[0, 9].Select(v => GgufArray.Of(v.Select(WellFormed))),
        Gen.Int.Array[0, 9].Select(v => GgufArray.Of(v)),
        Gen.Single.Array[0, 9].Select(v => GgufArray.Of(v)));

    private static readonly Gen<GgufValue> GenValue = Gen.OneOf(
        Gen.Byte.Select(v => GgufValue.Of(v)), Gen.SByte.Select(v => GgufValue.Of(v)),
        Gen.UShort.Select(v => GgufValue.Of(v)), Gen.Short.Select(v => GgufValue.Of(v)),
        Gen.UInt.Select(v => GgufValue.Of(v)), Gen.Int.Select(v => GgufValue.Of(v)),
        Gen.ULong.Select(v => GgufValue.Of(v)), Gen.Long.Select(v => GgufValue.Of(v)),
        Gen.Float.Select(v => GgufValue.Of(v)), Gen.Double.Select(v => GgufValue.Of(v)),
        Gen.Bool.Select(v => GgufValue.Of(v)), Gen.String.Select(v => GgufValue.Of(WellFormed(v))),
        GenArray.Select(v => GgufValue.Of(v)));

    private static readonly Gen<(int Type, int Rank, int Rows, int Blocks)> GenTensor =
        Gen.Select(Gen.Int[0, GgmlTypes.All.Count - 1], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3]);

    [Fact]
    public void RandomFiles_WrittenAndRead_AreEqual() =>
        Gen.Select(GenValue.Array[0, 12], GenTensor.Array[0, 6], Gen.Int[0, 8]).Sample(
            (values, shapes, alignmentPower) =>
            {
                var metadata = values.Select((value, i) => KeyValuePair.Create($"key.{i}", value)).ToList();
                var tensors = shapes.Select((shape, i) => TensorOf(i, shape)).ToList();
                var bytes = Samples.Gguf(metadata, tensors, 1 << alignmentPower);
                var file = Samples.Read(bytes).Gguf!;

                Assert.Equal(1 << alignmentPower, file.Alignment);
                AssertSame(metadata, [.. file.Metadata.Pairs.Where(pair => pair.Key != "general.alignment")]);
                AssertSame(tensors, file.Tensors, bytes);
            },
            iter: 500,
            threads: 1);

    [Fact]
    public void NestedArrays_WithinTheDepth_KeepTheirElements()
    {
        using var inner = new MemoryStream();
        using (var writer = new BinaryWriter(inner, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            GgufEncoding.Encode(writer, GgufValue.Of(GgufArray.Of(["x", "yz"])));
            GgufEncoding.Encode(writer, GgufValue.Of(GgufArray.Of([7, 8, 9])));
        }
        var nested = GgufValue.Of(new GgufArray(GgufValueType.Array, 2, inner.ToArray()));
        var read = Samples.Read(Samples.Gguf([new("nested", nested)])).Gguf!.Metadata.Array("nested")!;

        var arrays = read.Values().Select(value => value.Array!).ToList();
        Assert.Equal(["x", "yz"], arrays[0].Strings());
        Assert.Equal([7L, 8, 9], arrays[1].Values().Select(value => value.Integer!.Value));
    }

    [Fact]
    public void LargeVocabulary_Of150000Tokens_CostsItsOwnSize()
    {
        var bytes = Samples.Gguf([new("tokens", GgufValue.Of(GgufArray.Of(Enumerable.Range(0, 150_000).Select(i => $"token{i}"))))], []);
        Samples.Read(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var file = Samples.Read(bytes).Gguf!;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal("token149999", file.Metadata.Array("tokens")!.Strings().Last());
        Assert.True(allocated < 6 * bytes.Length, $"{allocated} bytes for a file of {bytes.Length}");
    }

    [Fact]
    public void Version2_IsReadLikeVersion3()
    {
        var bytes = Samples.Gguf();
        bytes[4] = 2;

        Assert.Equal(2, Samples.Read(bytes).Gguf!.Version);
        Assert.Equal(3, Samples.Read(bytes).Tensors.Count);
    }

    private static TensorSource TensorOf(int index, (int Type, int Rank, int Rows, int Blocks) shape)
    {
        var type = GgmlTypes.All.ElementAt(shape.Type);
        // A scalar holds one element, which only types without blocks can.
        long[] dimensions = shape.Rank == 0 && type.BlockElements == 1
            ? []
            : [.. Enumerable.Repeat((long)shape.Rows, shape.Rank), (long)shape.Blocks * type.BlockElements];
        return Samples.Tensor($"tensor.{index}", type, dimensions);
    }

    private static void AssertSame(List<KeyValuePair<string, GgufValue>> written, List<KeyValuePair<string, GgufValue>> read)
    {
        Assert.Equal(written.Select(pair => pair.Key), read.Select(pair => pair.Key));
        foreach (var (a, b) in written.Zip(read, (a, b) => (a.Value, b.Value)))
        {
            Assert.Equal(a.Type, b.Type);
            Assert.Equal(a.Bits, b.Bits);
            Assert.Equal(a.Text, b.Text);
            Assert.Equal(a.Array?.ElementType, b.Array?.ElementType);
            Assert.Equal(a.Array?.Count, b.Array?.Count);
            Assert.Equal(a.Array?.Bytes.ToArray(), b.Array?.Bytes.ToArray());
        }
    }

    private static void AssertSame(List<TensorSource> written, IReadOnlyList<TensorInfo> read, byte[] file)
    {
        Assert.Equal(written.Select(tensor => tensor.Name), read.Select(tensor => tensor.Name));
        foreach (var (a, b) in written.Zip(read))
        {
            Assert.Equal(a.Type, b.Type);
            Assert.Equal(a.Shape, b.Shape);
            using var expected = new MemoryStream();
            a.WriteTo(expected);
            Assert.Equal(expected.ToArray(), file.AsSpan((int)b.Offset, (int)b.ByteLength).ToArray());
        }
    }

    /// <summary>Half surrogates cannot be UTF-8.</summary>
    private static string WellFormed(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
