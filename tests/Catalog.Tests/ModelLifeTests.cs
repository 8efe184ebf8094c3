using Onebox.Api;
using Onebox.Api.Models;
using Onebox.Api.Tasks;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Events;
using Onebox.Kernel.Ports;
using Onebox.Tasks;

namespace Onebox.Catalog.Tests;

public sealed class ModelLifeTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Users _users = new();
    private CatalogBox _box = null!;

    public async ValueTask InitializeAsync() => _box = await CatalogBox.StartAsync(_folder.Path, services: s => s.AddSingleton<IModelUse>(_users));

    public async ValueTask DisposeAsync()
    {
        await _box.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Delete_OfAnUnusedModel_RemovesRecordAndFiles()
    {
        var model = await ImportAsync();
        var deleted = new List<ModelDeleted>();
        using var subscription = _box.Get<IEvents>().Subscribe<ModelDeleted>(deleted.Add);

        await _box.Client.Models.DeleteAsync("small", TestContext.Current.CancellationToken);

        await _box.AssertNothingLeftAsync();
        Assert.Equal(new ModelDeleted(model.Id, "small"), Assert.Single(deleted));
        Assert.Contains(("model.deleted", model.Id), _box.Audit.Entries);
    }

    [Fact]
    public async Task Delete_OfAModelInUse_IsRefusedAndSaysByWhom()
    {
        await ImportAsync();
        _users.User = "the deployment assistant";

        var error = await Assert.ThrowsAsync<BoxException>(() => _box.Client.Models.DeleteAsync("small", TestContext.Current.CancellationToken));

        Assert.Equal(("model.in_use", 409), (error.Problem.Code, error.Problem.Status));
        Assert.Contains("the deployment assistant", error.Problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OfAnUnknownModel_IsNotFound()
    {
        var error = await Assert.ThrowsAsync<BoxException>(() => _box.Client.Models.GetAsync("none", TestContext.Current.CancellationToken));

        Assert.Equal(("model.not_found", 404), (error.Problem.Code, error.Problem.Status));
    }

    [Fact]
    public async Task Find_ByNameAndById_IsTheSameModelWithItsPaths()
    {
        var info = await ImportAsync();
        var catalog = _box.Get<ICatalog>();

        var byName = await catalog.FindAsync("small", TestContext.Current.CancellationToken);
        var byId = await catalog.FindAsync(info.Id, TestContext.Current.CancellationToken);

        Assert.Equal(byName!.MainFile, byId!.MainFile);
        Assert.True(File.Exists(byName.MainFile));
        Assert.Equal((ModelState.Ready, 2, 2), (byName.State, byName.Architecture.Layers, byName.Architecture.KvHeads!.Max));
    }

    [Fact]
    public async Task Verify_OfAWholeModel_Succeeds()
    {
        await ImportAsync();

        Assert.Equal(TaskState.Succeeded, (await VerifyAsync()).State);
    }

    [Fact]
    public async Task Verify_OfAChangedModel_MarksItDamagedAndTheProbeSaysSo()
    {
        var model = await ImportAsync();
        var file = Path.Combine(_box.Data.Models, model.Id, "small.gguf");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using (var stream = new FileStream(file, FileMode.Open))
        {
            stream.Seek(-1, SeekOrigin.End);
            stream.WriteByte(0x5A);
        }

        var task = await VerifyAsync();

        Assert.Equal("model.damaged", task.Failure!.Code);
        Assert.Equal("damaged", (await _box.Client.Models.GetAsync("small", TestContext.Current.CancellationToken)).State);
        var findings = await Probe().CheckAsync(TestContext.Current.CancellationToken);
        Assert.Equal((FindingLevel.Attention, model.Id), (findings[0].Level, findings[0].ResourceId));
    }

    [Fact]
    public async Task Probe_OfAMissingFileAndAForeignFolder_FindsBoth()
    {
        var model = await ImportAsync();
        Assert.Equal(FindingLevel.Fine, Assert.Single(await Probe().CheckAsync(TestContext.Current.CancellationToken)).Level);
        File.Delete(Path.Combine(_box.Data.Models, model.Id, "small.gguf"));
        Directory.CreateDirectory(Path.Combine(_box.Data.Models, _box.Get<Ids>().New(ResourceKinds.Model)));

        var findings = await Probe().CheckAsync(TestContext.Current.CancellationToken);

        Assert.Equal([FindingLevel.Attention, FindingLevel.Attention], findings.Select(f => f.Level));
    }

    [Fact]
    public async Task Search_ByNameAndArchitecture_FindsTheModelForWhoMayReadIt()
    {
        var model = await ImportAsync();
        var search = Assert.Single(_box.GetAll<ISearchSource>().OfType<CatalogSearch>());

        var byName = await search.FindAsync("sma", Caller.Box, 10, TestContext.Current.CancellationToken);
        var byArchitecture = await search.FindAsync("llama", Caller.Box, 10, TestContext.Current.CancellationToken);
        var byStranger = await search.FindAsync("small", Caller.Box with { Actions = new HashSet<string>() }, 10, TestContext.Current.CancellationToken);

        Assert.Equal((model.Id, 0.9), (Assert.Single(byName).Id, byName[0].Score));
        Assert.Equal(model.Id, Assert.Single(byArchitecture).Id);
        Assert.Empty(byStranger);
    }

    [Fact]
    public async Task Start_AfterARecordOfAnEndedImport_SweepsWhatItLeft()
    {
        var doomed = Path.Combine(_box.Data.Incoming, "deleted-mdl_X");
        var orphan = Path.Combine(_box.Data.Incoming, _box.Get<Ids>().New(ResourceKinds.Model));
        var foreign = Path.Combine(_box.Data.Incoming, "mine");
        foreach (var folder in new[] { doomed, orphan, foreign }) Directory.CreateDirectory(folder);

        await _box.DisposeAsync();
        _box = await CatalogBox.StartAsync(_folder.Path);

        Assert.Equal([foreign], Directory.GetDirectories(_box.Data.Incoming));
    }

    private Task<ModelInfo> ImportAsync() => _box.ImportedAsync(new ImportModelRequest(Path: _folder.Write("small.gguf", Models.Gguf())));

    private IProbe Probe() => Assert.Single(_box.GetAll<IProbe>());

    private async Task<TaskInfo> VerifyAsync()
    {
        var accepted = await _box.Client.Models.VerifyAsync("small", TestContext.Current.CancellationToken);
        return await _box.Get<ITasks>().WaitAsync(accepted.TaskId, TestContext.Current.CancellationToken);
    }

    private sealed class Users : IModelUse
    {
        public string? User { get; set; }

        public ValueTask<string?> WhoUsesAsync(string modelId, CancellationToken cancellation) => new(User);
    }
}
