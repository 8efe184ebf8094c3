using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Box;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Tests;

/// <summary>Which box a command means that names none. A box runs where its file names a process that is there: here this one.</summary>
public sealed class BoxFinderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("onebox-cli-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Find_TheDefaultFoldersBoxRuns_IsThatWhateverElseRuns() =>
        Assert.Equal("http://default", BoxFinder.Find(Box("default"), [Box("b"), Box("c")]).Address);

    [Fact]
    public void Find_ASecondBoxWasStartedAndStopped_IsTheFirst()
    {
        var known = new KnownFolders(Path.Combine(_root, "state", "data-folders"));
        known.Add(Box("first"));
        known.Add(Box("second", runs: false));
        Assert.Equal("http://first", BoxFinder.Find(Folder("default"), known.Read()).Address);
    }

    [Fact]
    public void Find_SeveralRunAndNoneIsTheDefault_NamesThemAndEndsAsUsage()
    {
        var several = Assert.Throws<BoxException>(() => BoxFinder.Find(Folder("default"), [Box("b"), Box("c"), Box("d", runs: false)])).Problem;
        Assert.Equal(("box.several", $"Several boxes run, on the data folders {Folder("b")} and {Folder("c")}."), (several.Code, several.Detail));
        Assert.Contains("--data", several.Remedy, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, ExitCodes.Of(several));
    }

    [Fact]
    public void Find_NoneRuns_NamesWhereTheLastOneRan()
    {
        var none = Assert.Throws<BoxException>(() => BoxFinder.Find(Folder("default"), [Box("b", runs: false)])).Problem;
        Assert.Contains(Folder("b"), none.Detail, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NoBox, ExitCodes.Of(none));
    }

    [Fact]
    public void KnownFolders_KeepsEachOnceTheLastFirst_AndForgetsThoseThatAreGone()
    {
        var known = new KnownFolders(Path.Combine(_root, "state", "data-folders"));
        Assert.Empty(known.Read());
        foreach (var name in (string[])["a", "b", "c", "a"]) known.Add(Folder(name));
        Assert.Equal([Folder("a"), Folder("c"), Folder("b")], known.Read());
        Directory.Delete(Folder("c"));
        Assert.Equal([Folder("a"), Folder("b")], known.Read());
    }

    [Fact]
    public void Running_AKilledBoxsNumberIsAnotherPrograms_IsNone()
    {
        var file = Path.Combine(Box("killed"), "run", "box.json");
        var left = JsonSerializer.Deserialize(File.ReadAllText(file), ApiJson.Default.RunningBox)! with { StartedAt = DateTimeOffset.UnixEpoch };
        File.WriteAllText(file, JsonSerializer.Serialize(left, ApiJson.Default.RunningBox));
        Assert.Null(BoxFinder.Running(Folder("killed")));
    }

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

    private string Box(string name, bool runs = true)
    {
        var run = Directory.CreateDirectory(Path.Combine(Folder(name), "run")).FullName;
        var key = Path.Combine(run, "key");
        File.WriteAllText(key, "ob_key");
        // No process has this number: it is over the largest that Linux gives out.
        var box = new RunningBox($"http://{name}", Path.Combine(run, "socket"), runs ? Environment.ProcessId : 1 << 23, TimeProvider.System.GetUtcNow(), key);
        File.WriteAllText(Path.Combine(run, "box.json"), JsonSerializer.Serialize(box, ApiJson.Default.RunningBox));
        return Folder(name);
    }
}
