namespace Onebox.Weights.Tests;

public sealed class ModelFolderTests
{
    [Fact]
    public void Split_OfThreeParts_IsOneModelFromAnyPart()
    {
        using var folder = new TemporaryFolder();
        WriteSplit(folder, "m", 3, [0, 1, 2]);

        foreach (var path in new[] { folder.Path, Path.Combine(folder.Path, "m-00002-of-00003.gguf") })
        {
            var model = Assert.Single(ModelFolder.Inspect(path).Models);
            Assert.Equal("m", model.Name);
            Assert.Equal(["m-00001-of-00003.gguf", "m-00002-of-00003.gguf", "m-00003-of-00003.gguf"], model.Files.Select(f => f.Name));
            Assert.Equal([0, 1, 2], model.Tensors.Select(t => t.File));
            Assert.Equal("llama", model.Architecture.Name);
            Assert.Equal(3 * 8, model.Architecture.Parameters);
        }
    }

    [Fact]
    public void Split_WithAPartMissing_NamesIt()
    {
        using var folder = new TemporaryFolder();
        WriteSplit(folder, "m", 3, [0, 2]);
        var error = Assert.Throws<ModelFileException>(() => ModelFolder.Inspect(folder.Path));

        Assert.Equal(ModelFileError.MissingShard, error.Error);
        Assert.Contains("m-00002-of-00003.gguf", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Split_WithPartsExchanged_IsRefused()
    {
        using var folder = new TemporaryFolder();
        WriteSplit(folder, "m", 2, [0, 1]);
        File.Move(Path.Combine(folder.Path, "m-00001-of-00002.gguf"), Path.Combine(folder.Path, "x"));
        File.Move(Path.Combine(folder.Path, "m-00002-of-00002.gguf"), Path.Combine(folder.Path, "m-00001-of-00002.gguf"));
        File.Move(Path.Combine(folder.Path, "x"), Path.Combine(folder.Path, "m-00002-of-00002.gguf"));

        Assert.Equal(ModelFileError.MismatchedShards, Assert.Throws<ModelFileException>(() => ModelFolder.Inspect(folder.Path)).Error);
    }

    [Fact]
    public void Part_UnderAnotherName_IsRefused()
    {
        using var folder = new TemporaryFolder();
        WriteSplit(folder, "m", 2, [0]);
        File.Move(Path.Combine(folder.Path, "m-00001-of-00002.gguf"), Path.Combine(folder.Path, "model.gguf"));

        Assert.Equal(ModelFileError.MismatchedShards, Assert.Throws<ModelFileException>(() => ModelFolder.Inspect(folder.Path)).Error);
    }

    [Fact]
    public void HubFolder_WithSeveralQuantizationsAndAPickle_ListsModelsAndTheRefusal()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a-Q4.gguf", Samples.Gguf());
        folder.Write("a-Q8.gguf", Samples.Gguf());
        folder.Write("training_args.bin", [0x80, 4, 0x7D, 0x2E]);
        folder.Write("README.md", "# a");
        var found = ModelFolder.Inspect(folder.Path);

        Assert.Equal(["a-Q4", "a-Q8"], found.Models.Select(m => m.Name));
        Assert.Equal(ModelFileError.Pickle, Assert.Single(found.Refused).Error);
        Assert.Equal("README.md", Path.GetFileName(Assert.Single(found.Models[0].Companions)));
    }

    [Fact]
    public void Folder_OfPicklesOnly_IsRefusedWithTheWayOut()
    {
        using var folder = new TemporaryFolder();
        folder.Write("pytorch_model.bin", [0x80, 2, 0x7D, 0x2E]);

        Assert.Equal(ModelFileError.Pickle, Assert.Throws<ModelFileException>(() => ModelFolder.Inspect(folder.Path)).Error);
    }

    [Fact]
    public void Folder_WithModelsOnlyInside_PointsThere()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "Q4_K_M"));
        folder.Write("Q4_K_M/m.gguf", Samples.Gguf());
        var error = Assert.Throws<ModelFileException>(() => ModelFolder.Inspect(folder.Path));

        Assert.Equal(ModelFileError.NotFound, error.Error);
        Assert.Contains("Q4_K_M", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Shards_WithTheirIndex_AreOneModel()
    {
        using var folder = new TemporaryFolder();
        WriteShards(folder, """{"metadata":{"total_size":40},"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}""");

        foreach (var name in new[] { "", "model.safetensors.index.json", "model-00002-of-00002.safetensors" })
        {
            var model = Assert.Single(ModelFolder.Inspect(Path.Combine(folder.Path, name)).Models);
            Assert.Equal("model", model.Name);
            Assert.Equal(2, model.Files.Count);
            Assert.Equal(10, model.Architecture.Parameters);
        }
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"../model-00001-of-00002.safetensors"}}""", ModelFileError.Corrupt)]
    [InlineData("""{"weight_map":{"a":".."}}""", ModelFileError.Corrupt)]
    [InlineData("""{"weight_map":{"a":7}}""", ModelFileError.Corrupt)]
    [InlineData("""{"weight_map":{}}""", ModelFileError.Corrupt)]
    [InlineData("""{"weight_map":{"a":"gone.safetensors"}}""", ModelFileError.MissingShard)]
    [InlineData("""{"weight_map":{"a":"model-00002-of-00002.safetensors"}}""", ModelFileError.MismatchedShards)]
    [InlineData("""{"weight_map":{"a":"model-00001-of-00002.safetensors","a":"model-00002-of-00002.safetensors"}}""", ModelFileError.Duplicate)]
    public void Index_ThatDoesNotFit_IsRefused(string index, ModelFileError expected)
    {
        using var folder = new TemporaryFolder();
        WriteShards(folder, index);
        var error = Assert.Throws<ModelFileException>(() => ModelFolder.Inspect(Path.Combine(folder.Path, "model.safetensors.index.json")));

        Assert.Equal(expected, error.Error);
    }

    [Fact]
    public void Shard_WithoutItsIndex_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("model-00001-of-00002.safetensors", Samples.Safetensors());
        var error = Assert.Throws<ModelFileException>(() => ModelFolder.Inspect(folder.Path));

        Assert.Equal(ModelFileError.MissingShard, error.Error);
        Assert.Contains("model.safetensors.index.json", error.Message, StringComparison.Ordinal);
    }

    private static void WriteSplit(TemporaryFolder folder, string prefix, int count, int[] parts)
    {
        foreach (var part in parts)
        {
            KeyValuePair<string, GgufValue>[] split =
            [
                new("split.no", GgufValue.Of((ushort)part)), new("split.count", GgufValue.Of((ushort)count)), new("split.tensors.count", GgufValue.Of(count)),
            ];
            folder.Write(GgufSplit.FileName(prefix, part, count), Samples.Gguf(part == 0 ? [.. Samples.Metadata(), .. split] : split, [Samples.Tensor($"t{part}", TensorType.F32, 8)]));
        }
    }

    private static void WriteShards(TemporaryFolder folder, string index)
    {
        folder.Write("model-00001-of-00002.safetensors", Samples.Safetensors([Samples.Tensor("a", TensorType.F32, 4)]));
        folder.Write("model-00002-of-00002.safetensors", Samples.Safetensors([Samples.Tensor("b", TensorType.F32, 6)]));
        folder.Write("model.safetensors.index.json", index);
    }
}
