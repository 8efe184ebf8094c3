namespace Onebox.Weights.Tests;

/// <summary>
/// Breaks small files in every way that chance finds. Whatever the bytes, a reader either reads them or throws
/// <see cref="ModelFileException"/>, soon, and without taking memory that the file does not justify.
/// </summary>
public sealed class FuzzTests
{
    private const int Corruptions = 30_000;
    private const long MostBytes = 1 << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Formats => ["gguf", "safetensors"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void File_CutAtAnyByte_IsRefused(string format)
    {
        var bytes = Sample(format);
        var needed = Samples.Read(bytes).Tensors.Max(t => t.Offset + t.ByteLength);
        for (var length = 0; length < needed; length++)
            Samples.Refused(bytes[..length]);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void File_WithRandomBytesChanged_IsReadOrRefusedInBounds(string format)
    {
        var original = Sample(format);
        var random = new Random(20261123);
        var refused = 0;
        for (var round = 0; round < Corruptions; round++)
        {
            var bytes = Corrupt(original, random);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var started = TimeProvider.System.GetTimestamp();
            if (!ReadsWholly(bytes))
                refused++;
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Assert.True(allocated < MostBytes, $"round {round}: {allocated} bytes allocated");
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Longest, $"round {round} took too long");
        }
        Assert.InRange(refused, Corruptions / 10, Corruptions - 1);
    }

    [Fact]
    public void Folder_WithRandomBytesChangedInItsJson_IsReadOrRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("model.safetensors", Samples.Safetensors([Samples.Tensor("model.layers.0.self_attn.k_proj.weight", TensorType.F32, 4, 8)]));
        var config = """
            {"model_type":"llama","num_hidden_layers":2,"hidden_size":8,"num_attention_heads":[2,4],"rope_scaling":{"type":"yarn","factor":2.5},
            "layer_types":["sliding_attention","full_attention"],"tie_word_embeddings":false,"name":"\u00e9"}
            """u8.ToArray();
        var random = new Random(20261124);
        for (var round = 0; round < 1_000; round++)
        {
            folder.Write("config.json", Corrupt(config, random));
            try
            {
                Assert.Single(ModelFolder.Inspect(folder.Path).Models);
            }
            catch (ModelFileException e)
            {
                Assert.Equal("config.json", e.File);
            }
        }
    }

    /// <summary>Reads everything that is there, what is decoded late included.</summary>
    private static bool ReadsWholly(byte[] bytes)
    {
        try
        {
            var file = Samples.Read(bytes);
            Assert.NotNull(file.Architecture);
            foreach (var array in file.Gguf?.Metadata.Pairs.Select(pair => pair.Value.Array).OfType<GgufArray>() ?? [])
            {
                Assert.Equal(array.Count, array.Values().Count());
                Assert.Equal(array.ElementType == GgufValueType.Text ? array.Count : 0, array.Strings().Count());
            }
            return true;
        }
        catch (ModelFileException)
        {
            return false;
        }
    }

    /// <summary>Changes one to four bytes, or overwrites eight with a number that likes to overflow.</summary>
    private static byte[] Corrupt(byte[] original, Random random)
    {
        long[] numbers = [0, -1, long.MaxValue, long.MinValue, int.MaxValue, uint.MaxValue, 1L << 32, original.Length, 16 << 20];
        var bytes = (byte[])original.Clone();
        if (random.Next(3) == 0)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(random.Next(bytes.Length - 8)), numbers[random.Next(numbers.Length)]);
            return bytes;
        }
        for (var changes = random.Next(1, 5); changes > 0; changes--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    private static byte[] Sample(string format) => format == "gguf"
        ? Samples.Gguf()
        : Samples.Safetensors(metadata: new Dictionary<string, string> { ["format"] = "pt" });
}
