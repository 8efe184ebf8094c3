using Onebox.Api;
using Onebox.Api.Datasets;
using Onebox.Kernel.Access;

namespace Onebox.Datasets.Tests;

/// <summary>A dataset with readers of its own is there for them and for the owner, and for nobody else.</summary>
public sealed class ReadersTests : IAsyncLifetime
{
    private const string Recipe = "steps:\n  - step: unicode\n";

    private DatasetsBox _box = null!;

    public async ValueTask InitializeAsync()
    {
        _box = await DatasetsBox.StartAsync();
        var file = _box.Write("letters.jsonl", string.Concat(Enumerable.Range(0, 20).Select(i => FormattableString.Invariant($"{{\"text\":\"Letter number {i} to somebody.\"}}\n"))));
        await _box.ImportedAsync(new ImportDatasetRequest("open", file));
        await _box.ImportedAsync(new ImportDatasetRequest("letters", file, Readers: ["support", "user:anna", "role:auditor"]));
    }

    public async ValueTask DisposeAsync() => await _box.DisposeAsync();

    [Theory]
    [InlineData("berta", "engineer", "support", true)]
    [InlineData("anna", "engineer", "", true)]
    [InlineData("anna/key", "engineer", "", true)]
    [InlineData("berta", "auditor", "", true)]
    [InlineData("berta", "owner", "", true)]
    [InlineData("berta", "engineer", "sales supporters", false)]
    [InlineData("annabel", "support", "user:anna", false)]
    public async Task Dataset_ForACaller_IsThereOrNot(string name, string role, string groups, bool there)
    {
        Ask(name, role, groups);
        Assert.Equal(there ? ["letters", "open"] : ["open"], (await _box.Client.Datasets.ListAsync()).Items.Select(d => d.Name));
        Assert.Equal(there, await ReachesAsync(c => c.GetAsync("letters")));
        Assert.Equal(there, await ReachesAsync(c => c.GetAsync("letters@1")));
        Assert.Equal(there, await ReachesAsync(c => c.PreviewAsync("letters")));
        Assert.Equal(there, await ReachesAsync(c => c.CheckAsync("letters", new CheckDatasetRequest())));
        Assert.Equal(there, await ReachesAsync(c => c.PrepareAsync("letters", new PrepareDatasetRequest(Recipe, "cleaned"))));
        Assert.Equal(there, await ReachesAsync(c => c.ChangeAsync("letters", new ChangeDatasetRequest(["support", "user:anna", "role:auditor"]))));
    }

    [Fact]
    public async Task Preparation_UnderAnotherName_HasTheReadersOfWhatItCameFrom()
    {
        var accepted = await _box.Client.Datasets.PrepareAsync("letters", new PrepareDatasetRequest(Recipe, "cleaned"));
        await _box.Get<Tasks.ITasks>().WaitAsync(accepted.TaskId, TestContext.Current.CancellationToken);
        Assert.Equal(["role:auditor", "support", "user:anna"], (await _box.Client.Datasets.GetAsync("cleaned")).Readers!);
        Assert.Equal("dataset.other_readers", (await Assert.ThrowsAsync<BoxException>(() => _box.Client.Datasets.PrepareAsync("letters", new PrepareDatasetRequest(Recipe, "open")))).Problem.Code);
    }

    [Fact]
    public async Task Name_OfWhatOneMayNotRead_IsTaken_AndItsRowsAreNoFile()
    {
        var rows = (await _box.Client.Datasets.GetAsync("letters")).RowsPath!;
        Ask("berta", "engineer", "sales");
        var file = _box.Write("mine.jsonl", "{\"text\":\"Mine.\"}\n");
        Assert.Equal("dataset.not_yours", (await Assert.ThrowsAsync<BoxException>(() => _box.Client.Datasets.ImportAsync(new ImportDatasetRequest("letters", file)))).Problem.Code);
        Assert.Equal("dataset.not_found", (await Assert.ThrowsAsync<BoxException>(() => _box.Client.Datasets.ImportAsync(new ImportDatasetRequest("copy", rows)))).Problem.Code);
        Assert.Equal("dataset.not_found", (await Assert.ThrowsAsync<BoxException>(() => _box.Client.Datasets.ImportAsync(new ImportDatasetRequest("copy", $"/proc/self/root{rows}")))).Problem.Code);
        Assert.Equal(404, (await Assert.ThrowsAsync<BoxException>(() => _box.Client.Datasets.DeleteAsync("letters"))).Problem.Status);
    }

    [Theory]
    [InlineData("run/local.key")]
    [InlineData("../data/run/local.key")]
    [InlineData("secrets/box.pfx")]
    [InlineData("records.db.old")]
    [InlineData("onebox.json")]
    [InlineData("knowledge/kbs_1/files/letter.txt")]
    public async Task File_ThatTheBoxKeeps_IsNoDataset(string name)
    {
        var path = Path.Combine(_box.Data.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "obl_1234567890", TestContext.Current.CancellationToken);
        Directory.CreateSymbolicLink(Path.Combine(_box.Data.Path, "..", "elsewhere"), _box.Data.Path);
        foreach (var way in (string[])[path, $"/proc/self/root{Path.GetFullPath(path)}", Path.Combine(_box.Data.Path, "..", "elsewhere", name)])
        {
            var refusal = await Assert.ThrowsAsync<BoxException>(() => _box.Client.Datasets.ImportAsync(new ImportDatasetRequest("mine", way, Format: "text")));
            Assert.Equal("import.box_keeps", refusal.Problem.Code);
        }
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("user:")]
    [InlineData("team:support")]
    [InlineData("")]
    public async Task Reader_OfNoKnownForm_IsRefused(string reader) =>
        Assert.Contains("readers", (await Assert.ThrowsAsync<BoxException>(() => _box.Client.Datasets.ChangeAsync("open", new ChangeDatasetRequest([reader])))).Problem.Errors!.Keys);

    private void Ask(string name, string role, string groups) =>
        _box.Caller = new Caller(name, name, role, null, Actions.All.ToHashSet(StringComparer.Ordinal), null, groups.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal));

    private async Task<bool> ReachesAsync(Func<Api.Client.DatasetsClient, Task> ask)
    {
        try
        {
            await ask(_box.Client.Datasets);
            return true;
        }
        catch (BoxException refused) when (refused.Problem.Code == "dataset.not_found")
        {
            return false;
        }
    }
}
