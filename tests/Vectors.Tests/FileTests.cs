using System.Buffers.Binary;
using System.IO.Hashing;
using CsCheck;

namespace Onebox.Vectors.Tests;

/// <summary>docs/formats/vector-index.md, byte by byte, and what happens to files that do not follow it.</summary>
public sealed class FileTests
{
    private static readonly VectorIndexOptions Options = new()
    {
        Dimensions = 3,
        Metric = VectorMetric.L2,
        Storage = VectorStorage.Single,
        Kind = VectorIndexKind.Exact,
        Durability = VectorDurability.OperatingSystem,
    };

    [Fact]
    public void Log_OfOneUpsertAndOneDelete_HasTheBytesOfTheSpecification()
    {
        using var folder = new TestFolder();
        using (var index = VectorIndex.Open(folder.Path, Options))
        {
            index.Upsert(0x0102030405060708, [1, 2, 3], "hi"u8);
            index.Delete(0x0102030405060708);
        }

        var bytes = File.ReadAllBytes(folder.File("0000000000.log"));
        Assert.Equal(
            "4F4258564C4F47310100000000000000" + "0000000000000000" + "03000000" + "00000001" + "10000000" + "00000000" + new string('0', 32),
            Convert.ToHexString(bytes.AsSpan(0, 56)));
        Assert.Equal(XxHash3.HashToUInt64(bytes.AsSpan(0, 56)), BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(56)));
        Assert.Equal("27000000", Convert.ToHexString(bytes.AsSpan(64, 4)));
        Assert.Equal(XxHash3.HashToUInt64(bytes.AsSpan(76, 0x27)), BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(68)));
        Assert.Equal(
            "0100000000000000" + "01000000" + "01" + "0807060504030201" + "0000803F0000004000004040" + "02000000" + "6869",
            Convert.ToHexString(bytes.AsSpan(76, 0x27)));
        Assert.Equal("15000000", Convert.ToHexString(bytes.AsSpan(115, 4)));
        Assert.Equal("0200000000000000" + "01000000" + "02" + "0807060504030201", Convert.ToHexString(bytes.AsSpan(127)));
    }

    [Fact]
    public void Snapshot_OfTwoVectors_HasTheBytesOfTheSpecification()
    {
        using var folder = new TestFolder();
        using (var index = VectorIndex.Open(folder.Path, Options))
        {
            index.Upsert(5, [1, 2, 3], "payload"u8);
            index.Upsert(6, [4, 5, 6]);
            index.Checkpoint();
        }

        var bytes = File.ReadAllBytes(folder.File("0000000001.snapshot"));
        Assert.Equal(0x6000, bytes.Length);
        Assert.Equal("4F42585645435331" + "01000000" + "00000000" + "0100000000000000" + "03000000" + "00000001" + "10000000" + "00000000", Convert.ToHexString(bytes.AsSpan(0, 40)));
        Assert.Equal(3, BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(40))); // version: one, and a write each
        Assert.Equal(2, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(48))); // slots
        Assert.Equal(bytes.Length, BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(80)));
        (int Start, int Length)[] expected = [(0x1000, 16), (0x2000, 2), (0x3000, 16), (0x4000, 11), (0x5000, 128), (0x6000, 0), (0x6000, 0), (0x6000, 0), (0x6000, 0), (0x6000, 0), (0x6000, 0)];
        for (var section = 0; section < expected.Length; section++)
        {
            var entry = bytes.AsSpan(128 + section * 24, 24);
            Assert.Equal(expected[section].Length, BinaryPrimitives.ReadInt64LittleEndian(entry[8..]));
            Assert.Equal(expected[section].Start, BinaryPrimitives.ReadInt64LittleEndian(entry));
            Assert.Equal(XxHash3.HashToUInt64(bytes.AsSpan(expected[section].Start, expected[section].Length)), BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]));
        }

        Assert.Equal("0500000000000000" + "0600000000000000", Convert.ToHexString(bytes.AsSpan(0x1000, 16)));
        Assert.Equal("0100000000000000" + "0000000000000000", Convert.ToHexString(bytes.AsSpan(0x3000, 16)));
        Assert.Equal("07000000" + "7061796C6F6164", Convert.ToHexString(bytes.AsSpan(0x4000, 11)));
        Assert.Equal("0000803F0000004000004040" + "00000000", Convert.ToHexString(bytes.AsSpan(0x5000, 16)));
        Assert.Equal(XxHash3.HashToUInt64(bytes.AsSpan(0, 4088)), BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(4088)));
    }

    [Fact]
    public void Rotation_OfASeed_IsTheSameOnEveryMachine()
    {
        var vector = Enumerable.Range(0, 64).Select(static i => i == 3 ? 1f : 0f).ToArray();
        unsafe
        {
            fixed (float* v = vector)
                new Codes.Rotation(64, 0x6F6E65626F78).Apply(v);
        }

        float[] expected = [0.015625f, 0.05859375f, -0.0625f, -0.12890625f];
        Assert.Equal(expected, vector[..4]);
    }

    [Fact]
    public void Open_OfATornLog_KeepsWhatWasWholeAndGoesOn()
    {
        using var folder = new TestFolder();
        using (var index = VectorIndex.Open(folder.Path, Options))
            for (var key = 0; key < 10; key++)
                index.Upsert(key, [key, 1, 1]);
        var path = folder.File("*.log");
        var whole = File.ReadAllBytes(path);
        var frame = (whole.Length - 64) / 10;
        for (var cut = 1; cut < frame; cut += 3)
        {
            File.WriteAllBytes(path, whole[..^cut]);
            using (var index = VectorIndex.Open(folder.Path, Options))
            {
                Assert.Equal(9, index.Count);
                index.Upsert(100, [1, 2, 3]);
            }

            using (var again = VectorIndex.Open(folder.Path, Options))
                Assert.True(again.Contains(100));
        }

        File.WriteAllBytes(path, [.. whole, .. new byte[500]]); // Space that a file system reserved and never filled.
        using (var index = VectorIndex.Open(folder.Path, Options))
            Assert.Equal(10, index.Count);
    }

    [Fact]
    public void Open_OfALogDamagedInTheMiddle_RefusesInsteadOfForgetting()
    {
        using var folder = new TestFolder();
        using (var index = VectorIndex.Open(folder.Path, Options))
            for (var key = 0; key < 10; key++)
                index.Upsert(key, [key, 1, 1]);
        var path = folder.File("*.log");
        var bytes = File.ReadAllBytes(path);
        bytes[64 + 30] ^= 1;
        File.WriteAllBytes(path, bytes);
        var error = Assert.Throws<VectorIndexException>(() => VectorIndex.Open(folder.Path, Options));
        Assert.Equal(VectorIndexFault.Corrupted, error.Fault);
        Assert.Contains("byte 64", error.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    [Fact]
    public void Open_OfALogWhoseLargeFrameIsDamaged_RefusesInsteadOfForgettingWhatFollows()
    {
        using var folder = new TestFolder();
        using (var index = VectorIndex.Open(folder.Path, Options))
        {
            index.Upsert(1, [1, 2, 3], new byte[3 << 20]);
            index.Upsert(2, [4, 5, 6]);
        }

        var path = folder.File("*.log");
        var bytes = File.ReadAllBytes(path);
        foreach (var at in (int[])[64, 64 + 100])
        {
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= 1;
            File.WriteAllBytes(path, damaged);
            Assert.Equal(VectorIndexFault.Corrupted, Assert.Throws<VectorIndexException>(() => VectorIndex.Open(folder.Path, Options)).Fault);
        }

        // Without the second frame it is the tail of a write that was cut off.
        File.WriteAllBytes(path, [.. bytes[..(64 + (2 << 20))]]);
        using var torn = VectorIndex.Open(folder.Path, Options);
        Assert.Equal(0, torn.Count);
    }

    [Theory]
    [InlineData("*.log")]
    [InlineData("*.snapshot")]
    public void Open_WithoutOneOfItsFiles_RefusesInsteadOfForgetting(string lost)
    {
        using var folder = new TestFolder();
        using (var index = VectorIndex.Open(folder.Path, Options))
        {
            index.Upsert(1, [1, 2, 3]);
            index.Checkpoint();
            index.Upsert(2, [4, 5, 6]);
        }

        File.Delete(folder.File(lost));
        var before = Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(VectorIndexFault.Corrupted, Assert.Throws<VectorIndexException>(() => VectorIndex.Open(folder.Path, Options)).Fault);
        Assert.Equal(before, Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Open_OfADamagedSnapshot_SaysSoAndNeverReadsOutside()
    {
        using var folder = new TestFolder();
        var options = Options with { Kind = VectorIndexKind.Hnsw, Storage = VectorStorage.Code3, Dimensions = 40 };
        var vectors = new TestVectors(300, 40, seed: 6);
        using (var index = VectorIndex.Open(folder.Path, options))
            index.Load(Enumerable.Range(0, 300).Select(i => new VectorRecord(i, vectors[i], new byte[i % 7])));
        var path = folder.File("*.snapshot");
        var whole = File.ReadAllBytes(path);
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, whole.Length - 1], Gen.Byte[1, 255]).Sample(
            damage =>
            {
                var (kind, at, value) = damage;
                var bytes = kind == 0 ? whole[..at] : (byte[])whole.Clone();
                if (kind > 0)
                    bytes[at] ^= value;
                File.WriteAllBytes(path, bytes);
                foreach (var verify in (bool[])[true, false])
                {
                    try
                    {
                        using var index = VectorIndex.Open(folder.Path, options with { VerifyOnOpen = verify });
                        // Only padding, or with VerifyOnOpen off a vector's own bytes, may pass unseen; a search then still ends well.
                        Assert.Equal(300, index.Count);
                        index.Search(vectors[0], 10);
                        Assert.True(kind > 0);
                    }
                    catch (VectorIndexException e)
                    {
                        Assert.True(e.Fault is VectorIndexFault.Corrupted or VectorIndexFault.UnknownVersion or VectorIndexFault.Invalid, e.Message);
                        Assert.Contains(folder.Path, e.Message, StringComparison.Ordinal);
                    }
                }
            },
            iter: 150,
            threads: 1);
    }

    [Fact]
    public void Open_WithOtherOptionsOrTwice_SaysWhatIsThere()
    {
        using var folder = new TestFolder();
        using (var index = VectorIndex.Open(folder.Path, Options))
        {
            Assert.Equal(VectorIndexFault.InUse, Assert.Throws<VectorIndexException>(() => VectorIndex.Open(folder.Path, Options)).Fault);
            index.Upsert(1, [1, 2, 3]);
        }

        var error = Assert.Throws<VectorIndexException>(() => VectorIndex.Open(folder.Path, Options with { Metric = VectorMetric.Cosine }));
        Assert.Equal(VectorIndexFault.Invalid, error.Fault);
        Assert.Contains("L2", error.Message, StringComparison.Ordinal);
        using var right = VectorIndex.Open(folder.Path, Options);
        Assert.Equal(1, right.Count);
    }

    [Theory]
    [InlineData(VectorResidency.Mapped)]
    [InlineData(VectorResidency.Resident)]
    public void Reopen_OfALargerIndex_AnswersAsBefore(VectorResidency residency)
    {
        using var folder = new TestFolder();
        var vectors = new TestVectors(9000, 256, seed: 15); // More rows than a chunk holds.
        var options = new VectorIndexOptions { Dimensions = 256, Residency = residency, Metric = VectorMetric.InnerProduct, Storage = VectorStorage.Int8 };
        VectorHit[][] before;
        using (var index = VectorIndex.Open(folder.Path, options))
        {
            index.Load(vectors.Records(0, 8900));
            index.Upsert(20_000, vectors[8950]);
            before = [.. Enumerable.Range(8900, 30).Select(q => index.Search(vectors[q], 10))];
        }

        using (var index = VectorIndex.Open(folder.Path, options))
        {
            Assert.Equal(8901, index.Count);
            Assert.Equal(before, Enumerable.Range(8900, 30).Select(q => index.Search(vectors[q], 10)));
            index.Upsert(3, vectors[8951]);
            Assert.Equal(8901, index.Count);
        }
    }
}
