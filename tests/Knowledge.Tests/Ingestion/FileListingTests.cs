using Microsoft.Extensions.Options;
using Onebox.Kernel.Files;
using Onebox.Knowledge.Ingestion;

namespace Onebox.Knowledge.Tests.Ingestion;

public sealed class FileListingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-test-").FullName;
    private readonly string _boxFolder = Directory.CreateTempSubdirectory("onebox-test-").FullName;
    private readonly DataFolder _data;

    public FileListingTests() => _data = DataFolder.Open(_boxFolder);

    public void Dispose()
    {
        _data.Dispose();
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_boxFolder, recursive: true);
    }

    [Fact]
    public void Of_FolderOfAllSorts_ListsFilesAndCountsWhatItPassesOver()
    {
        var longest = new string('n', 251) + ".txt";
        foreach (var name in (string[])["a.txt", "sub/a.txt", "人事/überstunden ünïcode 😀.md", longest, ".hidden", ".git/config", "~$open.docx", "half.part"]) Write(name);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "sub", "loop"), _folder);
        File.CreateSymbolicLink(Path.Combine(_folder, "self"), Path.Combine(_folder, "self"));
        File.CreateSymbolicLink(Path.Combine(_folder, "elsewhere.txt"), Path.Combine(_folder, "a.txt"));
        var listed = Listing().Of(_folder);
        Assert.Equal(new[] { "a.txt", longest, "sub/a.txt", "人事/überstunden ünïcode 😀.md" }.Order(StringComparer.Ordinal), listed.Files.Select(f => f.Name));
        Assert.Equal((7, 0), (listed.PassedOver, listed.TooMany));
        Assert.Empty(listed.Closed);
    }

    [Fact]
    public void Of_MoreFilesThanAreRead_SaysHowMany()
    {
        foreach (var i in Enumerable.Range(0, 5)) Write($"{i}.txt");
        var listed = Listing(new KnowledgeOptions { MaxFiles = 3 }).Of(_folder);
        Assert.Equal((3, 2), (listed.Files.Count, listed.TooMany));
    }

    [Fact]
    public void Of_FolderThatMayNotBeRead_NamesItAmongTheFiles()
    {
        Assert.SkipWhen(Environment.UserName == "root", "root reads every folder.");
        Write("open.txt");
        Write("shut/in.txt");
        File.SetUnixFileMode(Path.Combine(_folder, "shut"), UnixFileMode.None);
        var listed = Listing().Of(_folder);
        File.SetUnixFileMode(Path.Combine(_folder, "shut"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(["open.txt", "shut/"], listed.Files.Select(f => f.Name));
        Assert.Equal([Path.Combine(_folder, "shut")], listed.Closed);
    }

    private FileListing Listing(KnowledgeOptions? options = null) => new(_data, Options.Create(options ?? new KnowledgeOptions()));

    private void Write(string name)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, name);
    }
}
