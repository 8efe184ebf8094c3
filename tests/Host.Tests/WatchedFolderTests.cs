using System.Diagnostics;
using Onebox.Api.Knowledge;
using Onebox.Api.Tasks;
using Onebox.Testing;

namespace Onebox.Host.Tests;

/// <summary>A watched folder as people treat it: files are renamed, saved as editors save, moved, and once its disk is taken away.</summary>
public sealed class WatchedFolderTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _disk = Directory.CreateTempSubdirectory("onebox-test-disk-").FullName;
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-test-watched-").FullName;

    private RealBox _box = null!;
    private bool _mounted;

    public async ValueTask InitializeAsync()
    {
        // Only root may mount: for others the part with the disk is left out.
        _mounted = await RunAsync("mount", "--bind", _disk, _folder);
        _box = await RealBox.StartAsync("--Onebox:Knowledge:WatchEvery", "00:00:00.2");
        await _box.Client.Knowledge.CreateAsync(new CreateKnowledgeBaseRequest("watched"));
    }

    public async ValueTask DisposeAsync()
    {
        await _box.DisposeAsync();
        if (_mounted) await RunAsync("umount", _folder);
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_disk, recursive: true);
    }

    [Fact]
    public async Task Folder_RenamedSavedMovedAndUnmounted_KeepsItsDocumentsAndTheirHistory()
    {
        for (var i = 0; i < 20; i++) Write($"notes/{i}.txt", $"Room {1000 + i} is cleaned on weekday {i % 7}.");
        Write("leave.txt", "Employees receive thirty days of vacation.");
        var accepted = await _box.Client.Knowledge.AddAsync("watched", new AddDocumentsRequest([_folder], Watch: true));
        Assert.Equal(TaskState.Succeeded, (await _box.Client.Tasks.WaitAsync(accepted.TaskId)).State);
        var before = await DocumentsAsync();
        Assert.Equal(21, before.Count);

        // Renamed and moved: the same documents.
        Directory.CreateDirectory(Path.Combine(_folder, "archive"));
        File.Move(At("notes/3.txt"), At("archive/three.txt"));
        File.Move(At("leave.txt"), At("vacation.txt"));
        await Eventually.TrueAsync(async () => await DocumentsAsync() is var now && now.ContainsKey("archive/three.txt") && now.ContainsKey("vacation.txt") && now.Count == 21, Patience);
        var moved = (await DocumentsAsync())["archive/three.txt"];
        Assert.Equal((before["notes/3.txt"].Id, 1, before["notes/3.txt"].AddedAt), (moved.Id, moved.Version, moved.AddedAt));
        Assert.Contains((await _box.Client.Knowledge.DocumentAsync("watched", "archive/three.txt")).History, h => h.What == "renamed from notes/3.txt");
        Assert.Equal("archive/three.txt", (await _box.Client.Knowledge.SearchAsync("watched", new SearchKnowledgeRequest("room 1003", Mode: SearchMode.Text))).Hits[0].Document);

        // Saved as editors save: a copy of the old beside it, the new under another name, then renamed over it. And one whose bytes differ but not its size or time: it is not read again.
        File.Copy(At("vacation.txt"), At("vacation.txt~"));
        File.WriteAllText(At("vacation.txt.tmp"), "Employees receive forty days of vacation.");
        File.Move(At("vacation.txt.tmp"), At("vacation.txt"), overwrite: true);
        Write("notes/5.txt", "Room 1005 is cleaned on weekday 6.");
        await Eventually.TrueAsync(async () => (await DocumentsAsync())["vacation.txt"].Version == 2, Patience);
        Assert.Equal(21, (await DocumentsAsync()).Count);
        Assert.Equal(before["leave.txt"].Id, (await DocumentsAsync())["vacation.txt"].Id);
        Assert.Equal(1, (await DocumentsAsync())["notes/5.txt"].Version);
        Assert.Equal(["added", "renamed from leave.txt", "changed"], (await _box.Client.Knowledge.DocumentAsync("watched", "vacation.txt")).History.OrderBy(h => h.At).ThenBy(h => h.Version).Select(h => h.What));

        // Its disk is gone: nothing is taken for deleted. What then lies in the empty folder is read.
        if (!_mounted) return;
        Assert.True(await RunAsync("umount", _folder));
        _mounted = false;
        Write("marker.txt", "The disk is being repaired.");
        await Eventually.TrueAsync(async () => (await DocumentsAsync()).ContainsKey("marker.txt"), Patience);
        Assert.Equal(22, (await DocumentsAsync()).Count);
        Assert.NotEmpty((await _box.Client.Knowledge.SearchAsync("watched", new SearchKnowledgeRequest("room 1007", Mode: SearchMode.Text))).Hits);

        // It is back: the same documents, and what was deleted there goes now.
        File.Delete(Path.Combine(_disk, "notes", "9.txt"));
        _mounted = await RunAsync("mount", "--bind", _disk, _folder);
        await Eventually.TrueAsync(async () => await DocumentsAsync() is var now && !now.ContainsKey("marker.txt") && !now.ContainsKey("notes/9.txt") && now.Count == 20, Patience);
        Assert.Equal(before["notes/7.txt"].AddedAt, (await DocumentsAsync())["notes/7.txt"].AddedAt);
    }

    private async Task<Dictionary<string, KnowledgeDocument>> DocumentsAsync() => (await _box.Client.Knowledge.DocumentsAsync("watched")).Items.ToDictionary(d => d.Name);

    private string At(string name) => Path.Combine(_folder, name);

    // As if written an hour ago: what was written a moment before it was read is looked at twice.
    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
        File.SetLastWriteTimeUtc(At(name), new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
