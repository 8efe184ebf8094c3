using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Models;
using Onebox.Api.Tasks;
using Onebox.Tasks;

namespace Onebox.Catalog.Tests.Importing;

public sealed class ImportFromWebTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private CatalogBox _box = null!;
    private ShakyServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ShakyServer.StartAsync();
        _box = await StartBoxAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _box.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Import_ThroughCutConnections_ContinuesWhereItWas()
    {
        var bytes = Serve("/m.gguf");
        _server.Cuts = 6;

        var model = await _box.ImportedAsync(new ImportModelRequest(Url: $"{_server.Address}/m.gguf", Sha256: Models.Sha256(bytes)));

        Assert.Equal(Models.Sha256(bytes), model.Files[0].Sha256);
        Assert.Contains(_server.Requests, r => r.Contains("bytes=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_FromAServerWithoutRanges_BeginsAgain()
    {
        var bytes = Serve("/m.gguf");
        (_server.Cuts, _server.KnowsRanges) = (3, false);

        var model = await _box.ImportedAsync(new ImportModelRequest(Url: $"{_server.Address}/m.gguf"));

        Assert.Equal(Models.Sha256(bytes), model.Files[0].Sha256);
    }

    [Fact]
    public async Task Import_FromAServerWithoutETags_BeginsAgainForWantOfProof()
    {
        var bytes = Serve("/m.gguf");
        (_server.Cuts, _server.HasETags) = (3, false);

        var model = await _box.ImportedAsync(new ImportModelRequest(Url: $"{_server.Address}/m.gguf"));

        Assert.Equal(Models.Sha256(bytes), model.Files[0].Sha256);
        Assert.DoesNotContain(_server.Requests, r => r.Contains("bytes=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Import_OfAFileThatChangesInBetween_NeverMixesTheTwo(bool ignoresIfRange)
    {
        Serve("/m.gguf");
        var second = Models.Gguf(Models.Medium, seed: 2);
        (_server.Cuts, _server.IgnoresIfRange, _server.ChangeAt) = (2, ignoresIfRange, (2, second));

        var model = await _box.ImportedAsync(new ImportModelRequest(Url: $"{_server.Address}/m.gguf"));

        Assert.Equal(Models.Sha256(second), model.Files[0].Sha256);
    }

    [Fact]
    public async Task Import_FromAServerThatRefusesForAWhile_WaitsAndSucceeds()
    {
        Serve("/m.gguf");
        _server.Refusals = 4;

        await _box.ImportedAsync(new ImportModelRequest(Url: $"{_server.Address}/m.gguf"));
    }

    [Fact]
    public async Task Import_FromAServerThatStalls_TriesAgain()
    {
        await _box.DisposeAsync();
        _box = await StartBoxAsync(o => o.StallTimeout = TimeSpan.FromMilliseconds(300));
        Serve("/m.gguf");
        _server.Stalls = 2;

        await _box.ImportedAsync(new ImportModelRequest(Url: $"{_server.Address}/m.gguf"));
    }

    [Fact]
    public async Task Import_FromAServerThatNeverSendsAll_GivesUpAndLeavesNothing()
    {
        Serve("/m.gguf");
        _server.LiesBy = 10;

        var task = await _box.ImportAsync(new ImportModelRequest(Url: $"{_server.Address}/m.gguf"));

        Assert.Equal(("import.source_unavailable", TaskState.Failed), (task.Failure!.Code, task.State));
        await _box.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Import_WithAnotherChecksum_FailsAndLeavesNothing()
    {
        Serve("/m.gguf");

        var task = await _box.ImportAsync(new ImportModelRequest(Url: $"{_server.Address}/m.gguf", Sha256: new string('a', 64)));

        Assert.Equal("import.checksum", task.Failure!.Code);
        await _box.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Import_FromAnAddressWithASecret_TellsItNobody()
    {
        Serve("/m.gguf");

        var model = await _box.ImportedAsync(new ImportModelRequest(Url: $"{_server.Address}/m.gguf?signature=s3cret"));

        Assert.Equal($"{_server.Address}/m.gguf", model.Source);
        var tasks = await _box.Client.Tasks.ListAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.DoesNotContain("s3cret", Assert.Single(tasks.Items).Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "connection refused")]
    [InlineData("http://no-such-host.invalid", "unknown host")]
    public async Task Import_WhereNobodyIs_IsGivenUpAfterThreeTriesAndSaysSo(string address, string why)
    {
        var task = await _box.ImportAsync(new ImportModelRequest(Url: $"{address}/m.gguf"));

        Assert.Equal("import.source_unavailable", task.Failure!.Code);
        Assert.Contains("after 3 tries", task.Failure.Cause, StringComparison.Ordinal);
        Assert.Contains(why, task.Failure.Cause, StringComparison.Ordinal);
        var log = await _box.Client.Tasks.LogAsync(task.Id, cancellation: TestContext.Current.CancellationToken);
        Assert.Contains(log.Items, l => l.Text.Contains("try 3 of 3", StringComparison.Ordinal) && l.Text.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_OfAMissingAddress_FailsAtOnce()
    {
        var task = await _box.ImportAsync(new ImportModelRequest(Url: $"{_server.Address}/none.gguf"));

        Assert.Equal("import.source_not_found", task.Failure!.Code);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Import_WhenCancelled_LeavesNothing()
    {
        await _box.DisposeAsync();
        _box = await StartBoxAsync(o => o.MaxDownloadBytesPerSecond = 100_000);
        Serve("/m.gguf");
        var accepted = await _box.Client.Models.ImportAsync(new ImportModelRequest(Url: $"{_server.Address}/m.gguf"), TestContext.Current.CancellationToken);
        await foreach (var change in _box.Client.Tasks.WatchAsync(accepted.TaskId, TestContext.Current.CancellationToken))
        {
            if (change.Progress is { Step: "downloading", Done: > 0 }) break;
        }

        await _box.Client.Tasks.CancelAsync(accepted.TaskId, TestContext.Current.CancellationToken);
        var ended = await _box.Get<ITasks>().WaitAsync(accepted.TaskId, TestContext.Current.CancellationToken);

        Assert.Equal(TaskState.Cancelled, ended.State);
        await _box.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task ImportFromHub_OfOneQuantization_TakesItWithTheHubsChecksum()
    {
        await UseHubAsync();
        var wanted = Models.Gguf(seed: 3);
        Hub(("tiny-Q8_0.gguf", Models.Gguf(), true), ("tiny-F16.gguf", wanted, true), ("README.md", "hello"u8.ToArray(), false));

        var model = await _box.ImportedAsync(new ImportModelRequest(Hub: "maker/tiny", File: "tiny-F16.gguf"));

        Assert.Equal(("tiny-F16", Models.Sha256(wanted)), (model.Name, Assert.Single(model.Files).Sha256));
        Assert.All(_server.Requests, r => Assert.EndsWith("Bearer hub-token", r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ImportFromHub_OfAShardedModel_TakesAllOfIt()
    {
        await UseHubAsync();
        Hub([.. Models.Sharded().Select(f => (f.Key, f.Value, f.Key.EndsWith(".safetensors", StringComparison.Ordinal)))]);

        var model = await _box.ImportedAsync(new ImportModelRequest(Hub: "maker/tiny"));

        Assert.Equal(Models.Sharded().Keys.Order(StringComparer.Ordinal), model.Files.Select(f => f.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ImportFromHub_WithSeveralModels_AsksWhich()
    {
        await UseHubAsync();
        Hub(("tiny-Q8_0.gguf", Models.Gguf(), true), ("tiny-F16.gguf", Models.Gguf(seed: 2), true));

        var task = await _box.ImportAsync(new ImportModelRequest(Hub: "maker/tiny"));

        Assert.Equal("import.choose", task.Failure!.Code);
        Assert.Contains("tiny-Q8_0.gguf", task.Failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportFromHub_OfPickles_IsRefusedWithTheReason()
    {
        await UseHubAsync();
        Hub(("pytorch_model.bin", new byte[100], true));

        var task = await _box.ImportAsync(new ImportModelRequest(Hub: "maker/tiny"));

        Assert.Equal("import.pickle", task.Failure!.Code);
        Assert.Contains("run code", task.Failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportFromHub_WhoseFileIsNotTheListedOne_Fails()
    {
        await UseHubAsync();
        Hub(("tiny.gguf", Models.Gguf(), true));
        _server.Files["/maker/tiny/resolve/main/tiny.gguf"] = Models.Gguf(seed: 9);

        var task = await _box.ImportAsync(new ImportModelRequest(Hub: "maker/tiny"));

        Assert.Equal("import.checksum", task.Failure!.Code);
        await _box.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Import_OfAPickleByAddress_IsRefusedBeforeAByteIsAskedFor()
    {
        var error = await Assert.ThrowsAsync<BoxException>(() => _box.ImportAsync(new ImportModelRequest(Url: $"{_server.Address}/pytorch_model.bin")));

        Assert.Equal("import.pickle", error.Problem.Code);
        Assert.Empty(_server.Requests);
    }

    private Task<CatalogBox> StartBoxAsync(Action<CatalogOptions>? configure = null) => CatalogBox.StartAsync(_folder.Path, options =>
    {
        options.DurableEveryBytes = 64 << 10;
        configure?.Invoke(options);
    });

    private byte[] Serve(string path) => _server.Files[path] = Models.Gguf(Models.Medium);

    private async Task UseHubAsync()
    {
        await _box.DisposeAsync();
        _box = await StartBoxAsync(o => (o.HubAddress, o.HubToken) = (_server.Address, "hub-token"));
    }

    private void Hub(params (string Name, byte[] Content, bool Large)[] files)
    {
        foreach (var (name, content, _) in files) _server.Files[$"/maker/tiny/resolve/main/{name}"] = content;
        var listing = files.Select(f => new Dictionary<string, object?>
        {
            ["type"] = "file",
            ["path"] = f.Name,
            ["size"] = f.Content.Length,
            ["lfs"] = f.Large ? new { oid = Models.Sha256(f.Content), size = f.Content.Length } : null,
        });
        _server.Files["/api/models/maker/tiny/tree/main"] = JsonSerializer.SerializeToUtf8Bytes(listing);
    }
}
