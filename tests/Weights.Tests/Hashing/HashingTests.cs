namespace Onebox.Weights.Tests;

public sealed class HashingTests
{
    private const string HashOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-4's example

    [Fact]
    public async Task File_IsHashedWithSha256()
    {
        using var folder = new TemporaryFolder();
        var hash = await new ContentHasher(TimeProvider.System).HashFileAsync(folder.Write("abc", "abc"));

        Assert.Equal(new FileHash("abc", 3, HashOfAbc), hash);
    }

    [Fact]
    public async Task Files_HashedAtOnce_KeepTheirOrderAndReportEveryByte()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "sub"));
        string[] paths = [folder.Write("sub/large", new byte[(5 << 20) + 17]), folder.Write("abc", "abc"), folder.Write("empty", "")];
        var progress = new Recorded();
        var hashes = await new ContentHasher(TimeProvider.System, progress).HashFilesAsync(folder.Path, paths, parallel: 3);

        Assert.Equal(["sub/large", "abc", "empty"], hashes.Select(h => h.Name));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(new byte[(5 << 20) + 17])), hashes[0].Sha256);
        Assert.Equal(HashOfAbc, hashes[1].Sha256);
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", hashes[2].Sha256);
        Assert.Equal((5 << 20) + 20, progress.Seen.Max(p => p.Bytes));
        Assert.All(progress.Seen, p => Assert.Equal((5 << 20) + 20, p.TotalBytes));
        Assert.Contains(progress.Seen, p => p.BytesPerSecond > 0);
    }

    [Fact]
    public async Task Hash_WhenCancelled_Stops()
    {
        using var folder = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();
        var path = folder.Write("large", new byte[8 << 20]);
        var progress = new Recorded(() => cancel.Cancel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ContentHasher(TimeProvider.System, progress).HashFilesAsync(folder.Path, [path], 1, cancel.Token));
        Assert.InRange(progress.Seen.Max(p => p.Bytes), 1, (8 << 20) - 1);
    }

    [Fact]
    public async Task File_ThatGrowsMeanwhile_IsRefused()
    {
        // A writer that is as fast as the reader: without a bound the hash would follow it until the disk is full.
        using var folder = new TemporaryFolder();
        var path = folder.Write("growing", new byte[4 << 20]);
        using var append = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        var progress = new Recorded(() =>
        {
            append.Write(new byte[1 << 20]);
            append.Flush();
        });
        var hasher = new ContentHasher(TimeProvider.System, progress);

        var error = await Assert.ThrowsAsync<ModelFileException>(() => hasher.HashFilesAsync(folder.Path, [path], 1, TestContext.Current.CancellationToken));
        Assert.Equal(ModelFileError.Changed, error.Error);
    }

    [Fact]
    public async Task Path_OutsideTheFolder_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var hasher = new ContentHasher(TimeProvider.System);

        await Assert.ThrowsAsync<ArgumentException>(() => hasher.HashFilesAsync(folder.Path, [Path.Combine(folder.Path, "../x")]));
    }

    [Fact]
    public void ModelHash_IsTheSameInAnyOrder()
    {
        FileHash[] files = [new("b", 3, HashOfAbc), new("a", 3, HashOfAbc), new("é", 3, HashOfAbc)];

        Assert.Equal("57ba63c45188ae6a7e2497ae34d6f5580430941c6fabfc8ccd872ba6515e3ebf", ModelHash.Of(files));
        Assert.Equal(ModelHash.Of(files), ModelHash.Of(files.Reverse()));
    }

    [Fact]
    public void ModelHash_ChangesWithNameLengthAndContent()
    {
        FileHash file = new("a", 3, HashOfAbc);
        FileHash[] others = [file with { Name = "b" }, file with { Length = 4 }, file with { Sha256 = new string('0', 64) }];

        Assert.All(others, other => Assert.NotEqual(ModelHash.Of([file]), ModelHash.Of([other])));
        Assert.Throws<ArgumentException>(() => ModelHash.Of([file, file]));
        Assert.Throws<ArgumentException>(() => ModelHash.Of([file with { Sha256 = "00" }]));
    }

    private sealed class Recorded(Action? also = null) : IProgress<HashProgress>
    {
        private readonly List<HashProgress> _seen = [];

        public IReadOnlyList<HashProgress> Seen
        {
            get
            {
                lock (_seen)
                    return [.. _seen];
            }
        }

        public void Report(HashProgress value)
        {
            lock (_seen)
                _seen.Add(value);
            also?.Invoke();
        }
    }
}
