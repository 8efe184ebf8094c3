using Microsoft.Extensions.Logging.Abstractions;
using Onebox.Knowledge.Ingestion;
using Onebox.Testing;

namespace Onebox.Knowledge.Tests.Ingestion;

public sealed class FolderSignalsTests : IDisposable
{
    private readonly (string Base, string Path) _watched = ("kbs_1", Directory.CreateTempSubdirectory("onebox-test-").FullName);
    private readonly FolderSignals _signals = new(NullLogger<FolderSignals>.Instance);

    public void Dispose()
    {
        _signals.Dispose();
        if (Directory.Exists(_watched.Path)) Directory.Delete(_watched.Path, recursive: true);
    }

    [Fact]
    public async Task Folder_SomethingHappensBelowIt_IsNotQuietUntilItIsListenedToAgain()
    {
        Directory.CreateDirectory(Path.Combine(_watched.Path, "notes"));
        _signals.Begin([_watched]);
        Assert.False(_signals.IsQuiet(_watched));
        foreach (var happening in (Action<string>[])[f => File.WriteAllText(f, "one"), f => File.AppendAllText(f, "two"), f => File.Move(f, f + ".md"), f => File.Delete(f + ".md")])
        {
            _signals.Listen(_watched);
            _signals.Begin([_watched]);
            Assert.True(_signals.IsQuiet(_watched));
            happening(Path.Combine(_watched.Path, "notes", "a.txt"));
            await Eventually.TrueAsync(() => Task.FromResult(!_signals.IsQuiet(_watched)));
        }
    }

    [Fact]
    public void Folder_GoneOrNoLongerWatched_IsNotQuiet()
    {
        _signals.Begin([_watched]);
        _signals.Listen(_watched);
        _signals.Begin([]);
        Assert.False(_signals.IsQuiet(_watched));
        _signals.Listen(_watched);
        Directory.Delete(_watched.Path);
        Assert.False(_signals.IsQuiet(_watched));
        _signals.Listen(_watched);
        Assert.False(_signals.IsQuiet(_watched));
    }
}
