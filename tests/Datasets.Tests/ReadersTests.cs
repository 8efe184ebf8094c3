using Onebox.Api;
using Onebox.Api.Datasets;
using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;

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
        Assert.Equal("dataset.not_found", (await Assert.ThrowsAsync<BoxException>(() => _box.Client.Datasets.RecognizeAsync(new ImportDatasetRequest("copy", rows)))).Problem.Code);
        Assert.Equal(404, (await Assert.ThrowsAsync<BoxException>(() => _box.Client.Datasets.DeleteAsync("letters"))).Problem.Status);
    }

    [Fact]
    public async Task GraphSearchAndTasks_ForACaller_NameOnlyWhatTheyMayRead()
    {
        var (reader, stranger) = (Who("anna", "engineer", ""), Who("berta", "engineer", "sales"));
        Assert.Equal(["letters@1", "open@1"], (await NamesAsync(reader)).Order(StringComparer.Ordinal));
        Assert.Equal(["open@1"], await NamesAsync(stranger));
        Assert.Equal(3, (await HitsAsync(reader, "letters")).Count);
        // The file that the open one was made of is called so too.
        Assert.Equal(["Import open from "], (await HitsAsync(stranger, "letters")).Select(h => h.Name[..17]));
        Ask("berta", "engineer", "sales");
        Assert.DoesNotContain((await _box.Client.Tasks.ListAsync(active: false)).Items, t => t.Title.StartsWith("Import letters", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MayRead_OfADatasetThatIsGone_IsForItsLastReaders()
    {
        var dataset = await _box.Client.Datasets.GetAsync("letters");
        await _box.Client.Datasets.DeleteAsync("letters");
        foreach (var id in (string[])[dataset.Id, dataset.VersionId])
        {
            Assert.True(await _box.Get<IDatasets>().MayReadAsync([id], Who("anna", "engineer", "")));
            Assert.False(await _box.Get<IDatasets>().MayReadAsync([id], Who("berta", "engineer", "sales")));
        }
    }

    [Fact]
    public async Task FileOfTheBoxItself_IsNoSourceOfRows_ButForTheOwner()
    {
        var secret = Path.Combine(_box.Data.Secrets, "notes.txt");
        await File.WriteAllTextAsync(secret, "A secret of the box.");
        var link = _box.Write("link.txt", "");
        File.Delete(link);
        File.CreateSymbolicLink(link, secret);
        Ask("anna", "engineer", "support");
        foreach (var path in (string[])[secret, link, $"/proc/self/root{secret}"])
        {
            foreach (var ask in (Func<ImportDatasetRequest, Task>[])[r => _box.Client.Datasets.ImportAsync(r), r => _box.Client.Datasets.RecognizeAsync(r)])
                Assert.Equal("dataset.not_a_source", (await Assert.ThrowsAsync<BoxException>(() => ask(new ImportDatasetRequest("mine", path)))).Problem.Code);
        }
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("user:")]
    [InlineData("team:support")]
    [InlineData("")]
    public async Task Reader_OfNoKnownForm_IsRefused(string reader) =>
        Assert.Contains("readers", (await Assert.ThrowsAsync<BoxException>(() => _box.Client.Datasets.ChangeAsync("open", new ChangeDatasetRequest([reader])))).Problem.Errors!.Keys);

    private void Ask(string name, string role, string groups) => _box.Caller = Who(name, role, groups);

    private static Caller Who(string name, string role, string groups) =>
        new(name, name, role, null, Actions.All.ToHashSet(StringComparer.Ordinal), null, groups.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal));

    private async Task<IReadOnlyList<string>> NamesAsync(Caller caller) =>
        [.. (await _box.Get<IEnumerable<ITopologySource>>().OfType<DatasetsTopology>().Single().ReadAsync(caller, TestContext.Current.CancellationToken)).Nodes.Select(n => n.Name)];

    private async Task<IReadOnlyList<SearchHit>> HitsAsync(Caller caller, string text)
    {
        List<SearchHit> hits = [];
        foreach (var source in _box.Get<IEnumerable<ISearchSource>>()) hits.AddRange(await source.FindAsync(text, caller, 20, TestContext.Current.CancellationToken));
        return hits;
    }

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
