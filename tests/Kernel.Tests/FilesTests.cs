using System.Text;
using Onebox.Kernel.Files;

namespace Onebox.Kernel.Tests;

public sealed class FilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-test-").FullName;

    [Fact]
    public void Open_FolderInUse_RefusesAndSaysWhatToDo()
    {
        using var first = DataFolder.Open(_folder);
        var error = Assert.Throws<ProblemException>(() => DataFolder.Open(_folder));
        Assert.Equal("data.locked", error.Problem.Code);
        Assert.Contains("onebox down", error.Problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AfterTheFirstEnded_Works()
    {
        DataFolder.Open(_folder).Dispose();
        DataFolder.Open(_folder).Dispose();
    }

    [Fact]
    public void Open_PathIsAFile_SaysThatItCannotBeUsed()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        Assert.Equal("data.unusable", Assert.Throws<ProblemException>(() => DataFolder.Open(file)).Problem.Code);
    }

    [Fact]
    public void Open_NewFolder_IsTheOwnersAlone()
    {
        var folder = Path.Combine(_folder, "new");
        using var data = DataFolder.Open(folder);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(data.Secrets));
    }

    [Theory]
    [InlineData("run/local.key", true)]
    [InlineData("run/not-there/yet.zip/rows.jsonl", true)]
    [InlineData("records.db-wal", true)]
    [InlineData("", true)]
    [InlineData("rows.jsonl", true)]
    [InlineData("../data2/run/local.key", false)]
    [InlineData("../rows.jsonl", false)]
    public void Holds_ByWhateverWay_IsWhatLiesInTheFolder(string name, bool held)
    {
        using var data = DataFolder.Open(Path.Combine(_folder, "data"));
        File.WriteAllText(Path.Combine(data.Run, "local.key"), "obl_1");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "link"), data.Path);
        foreach (var way in (string[])[data.Path, "/proc/self/root" + data.Path, Path.Combine(_folder, "link")]) Assert.Equal(held, data.Holds($"{way}/{name}"));
    }

    [Fact]
    public async Task Write_OverAnOldFile_ReplacesItWhole()
    {
        var file = Path.Combine(_folder, "file");
        await DurableFile.WriteAsync(file, Encoding.UTF8.GetBytes("a longer first text"));
        await DurableFile.WriteAsync(file, "short"u8.ToArray());
        Assert.Equal("short", await File.ReadAllTextAsync(file));
        Assert.Equal([file], Directory.EnumerateFiles(_folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void Move_ToAnotherDisk_IsThereWholeWithItsModes()
    {
        const string otherDisk = "/dev/shm";
        Assert.SkipUnless(Directory.Exists(otherDisk) && new DriveInfo(otherDisk).DriveFormat == "tmpfs" && new DriveInfo(_folder).DriveFormat != "tmpfs", "there is no second disk");
        var other = Path.Combine(otherDisk, Path.GetFileName(_folder));
        Directory.CreateDirectory(other);
        try
        {
            var made = Directory.CreateDirectory(Path.Combine(other, "made", "inner")).Parent!.FullName;
            File.WriteAllText(Path.Combine(made, "weights"), "weights");
            File.WriteAllText(Path.Combine(made, "inner", "text"), "text");
            File.SetUnixFileMode(Path.Combine(made, "weights"), UnixFileMode.UserRead);
            var target = Path.Combine(_folder, "target");
            // What a move that was cut short has left.
            Directory.CreateDirectory(target + ".moving");
            File.WriteAllText(Path.Combine(target + ".moving", "half"), "half");

            DurableFile.Move(made, target);
            Assert.False(Path.Exists(made));
            Assert.Equal(["inner", "target", "text", "weights"], Directory.EnumerateFileSystemEntries(_folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            Assert.Equal(("weights", UnixFileMode.UserRead), (File.ReadAllText(Path.Combine(target, "weights")), File.GetUnixFileMode(Path.Combine(target, "weights"))));

            DurableFile.Move(Path.Combine(target, "weights"), Path.Combine(other, "weights"));
            Assert.Equal("weights", File.ReadAllText(Path.Combine(other, "weights")));
            Assert.False(File.Exists(Path.Combine(target, "weights")));
            Assert.Throws<IOException>(() => DurableFile.Move(target, other));
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
