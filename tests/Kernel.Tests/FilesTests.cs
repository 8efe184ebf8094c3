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

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
