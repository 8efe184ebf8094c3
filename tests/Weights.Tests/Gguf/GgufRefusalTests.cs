using System.Buffers.Binary;
using System.Text;

namespace Onebox.Weights.Tests;

public sealed class GgufRefusalTests
{
    [Theory]
    [InlineData(0u, ModelFileError.UnsupportedVersion)]
    [InlineData(1u, ModelFileError.UnsupportedVersion)]
    [InlineData(4u, ModelFileError.UnsupportedVersion)]
    [InlineData(0x03000000u, ModelFileError.BigEndian)]
    [InlineData(0x02000000u, ModelFileError.BigEndian)]
    public void Version_NotReadHere_IsRefused(uint version, ModelFileError expected)
    {
        var bytes = Samples.Gguf();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), version);

        Assert.Equal(expected, Samples.Refused(bytes).Error);
    }

    [Fact]
    public void Counts_BeyondFileOrLimit_AreRefusedBeforeMemoryIsTaken()
    {
        var bytes = Samples.Gguf();
        var tensors = (byte[])bytes.Clone();
        BinaryPrimitives.WriteUInt64LittleEndian(tensors.AsSpan(8), 900_000);
        var keys = (byte[])bytes.Clone();
        BinaryPrimitives.WriteUInt64LittleEndian(keys.AsSpan(16), ulong.MaxValue);

        Assert.Equal(ModelFileError.Truncated, Samples.Refused(tensors).Error);
        Assert.Equal(ModelFileError.LimitExceeded, Samples.Refused(keys).Error);
    }

    [Fact]
    public void ArrayCount_BeyondFile_IsRefusedBeforeMemoryIsTaken()
    {
        var bytes = Samples.Gguf([new("numbers", GgufValue.Of(GgufArray.Of(new int[4])))]);
        var count = bytes.AsSpan().IndexOf("numbers"u8) + 7 + 4 + 4;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(count), 16_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Samples.Refused(bytes);

        Assert.Equal(ModelFileError.Truncated, error.Error);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Keys_Twice_AreRefused()
    {
        var bytes = Samples.Gguf([new("key.a", GgufValue.Of(1)), new("key.b", GgufValue.Of(2))]);
        Replace(bytes, "key.b", "key.a");

        var error = Samples.Refused(bytes);
        Assert.Equal(ModelFileError.Duplicate, error.Error);
        Assert.Contains("key.a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_WithOneName_AreRefused()
    {
        var bytes = Samples.Gguf();
        Replace(bytes, "b.weight", "a.weight");

        Assert.Equal(ModelFileError.Duplicate, Samples.Refused(bytes).Error);
    }

    [Fact]
    public void Tensors_OnTheSameBytes_AreRefused()
    {
        var bytes = Samples.Gguf();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(OffsetField(bytes, "b.weight", 2)), 0);

        var error = Samples.Refused(bytes);
        Assert.Equal(ModelFileError.Corrupt, error.Error);
        Assert.Contains("same bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1ul, ModelFileError.Corrupt)]
    [InlineData(1ul << 20, ModelFileError.Truncated)]
    [InlineData(ulong.MaxValue - 31, ModelFileError.Corrupt)]
    [InlineData((1ul << 63) - 32, ModelFileError.Truncated)]
    public void Tensor_OutsideTheFileOrAlignment_IsRefused(ulong offset, ModelFileError expected)
    {
        var bytes = Samples.Gguf();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(OffsetField(bytes, "c.weight", 1)), offset);

        Assert.Equal(expected, Samples.Refused(bytes).Error);
    }

    [Fact]
    public void Dimensions_ThatOverflow_AreRefused()
    {
        var bytes = Samples.Gguf();
        var shape = OffsetField(bytes, "a.weight", 2) - 4 - 16;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(shape), 1ul << 40);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(shape + 8), 1ul << 40);

        Assert.Equal(ModelFileError.Corrupt, Samples.Refused(bytes).Error);
    }

    [Theory]
    [InlineData(4u)]
    [InlineData(31u)]
    [InlineData(4711u)]
    public void TensorType_RemovedOrUnknown_IsRefused(uint type)
    {
        var bytes = Samples.Gguf();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(OffsetField(bytes, "a.weight", 2) - 4), type);

        Assert.Equal(ModelFileError.UnsupportedType, Samples.Refused(bytes).Error);
    }

    [Fact]
    public void Rows_ThatFillNoBlocks_AreRefused()
    {
        var bytes = Samples.Gguf();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(OffsetField(bytes, "a.weight", 2) - 4), 8);

        Assert.Contains("Q8_0", Samples.Refused(bytes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_ThatIsNoUtf8_IsRefusedInValuesAndKeptInVocabularies()
    {
        var value = Samples.Gguf([new("name", GgufValue.Of("abcdef"))]);
        value[value.AsSpan().IndexOf("abcdef"u8)] = 0xFF;
        var vocabulary = Samples.Gguf([new("tokens", GgufValue.Of(GgufArray.Of(["abcdef"])))]);
        vocabulary[vocabulary.AsSpan().IndexOf("abcdef"u8)] = 0xFF;

        Assert.Equal(ModelFileError.Corrupt, Samples.Refused(value).Error);
        var token = Samples.Read(vocabulary).Gguf!.Metadata.Array("tokens")!.Utf8().Single();
        Assert.Equal([0xFF, .. "bcdef"u8], token.ToArray());
    }

    [Fact]
    public void Arrays_NestedTooDeep_AreRefused()
    {
        var value = GgufArray.Of([1]);
        for (var depth = 1; depth <= 3; depth++)
            value = new GgufArray(GgufValueType.Array, 1, [.. BitConverter.GetBytes((uint)value.ElementType), .. BitConverter.GetBytes((ulong)value.Count), .. value.Bytes.Span]);
        var bytes = Samples.Gguf([new("deep", GgufValue.Of(value))]);

        Assert.Equal(ModelFileError.LimitExceeded, Samples.Refused(bytes).Error);
        Assert.NotNull(Samples.Read(bytes, new ModelFileLimits { ArrayDepth = 4 }).Gguf!.Metadata.Array("deep"));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(48u)]
    public void Alignment_NoPowerOfTwo_IsRefused(uint alignment) =>
        Assert.Equal(ModelFileError.Corrupt, Samples.Refused(Samples.Gguf([new("general.alignment", GgufValue.Of(alignment))])).Error);

    [Fact]
    public void Limits_Lowered_RefuseWhatTheyName()
    {
        var bytes = Samples.Gguf();
        ModelFileLimits[] lowered =
        [
            new() { MetadataKeys = 10 },
            new() { Tensors = 2 },
            new() { KeyBytes = 3 },
            new() { TensorNameBytes = 7 },
            new() { StringBytes = 4 },
            new() { ArrayElements = 1 },
            new() { HeaderBytes = 100 },
            new() { GgufDimensions = 1 },
        ];

        Assert.All(lowered, limits => Assert.Equal(ModelFileError.LimitExceeded, Samples.Refused(bytes, limits).Error));
        Assert.Equal(ModelFileError.LimitExceeded, Samples.Refused(Samples.Gguf(alignment: 64), new ModelFileLimits { Alignment = 32 }).Error);
    }

    [Fact]
    public void Refusal_NamesFilePlaceAndRemedy()
    {
        var error = Samples.Refused(Samples.Gguf()[..40]);

        Assert.Equal("model.gguf", error.File);
        Assert.NotNull(error.Offset);
        Assert.StartsWith("model.gguf: the file ends at 40 bytes", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(error.Remedy, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Where the table keeps a tensor's offset: after its name, rank, dimensions and type.</summary>
    private static int OffsetField(byte[] bytes, string name, int rank) =>
        bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(name)) + name.Length + 4 + (8 * rank) + 4;

    private static void Replace(byte[] bytes, string from, string to) =>
        Encoding.UTF8.GetBytes(to).CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(from))));
}
