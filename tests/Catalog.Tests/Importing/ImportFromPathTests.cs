using Onebox.Api;
using Onebox.Api.Models;
using Onebox.Api.Tasks;

namespace Onebox.Catalog.Tests.Importing;

public sealed class ImportFromPathTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private CatalogBox _box = null!;

    public async ValueTask InitializeAsync() => _box = await CatalogBox.StartAsync(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _box.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Import_OfTheStoryModel_IsReadyWithItsFacts()
    {
        var path = SharedData.Require("stories260K.gguf");

        var model = await _box.ImportedAsync(new ImportModelRequest(Name: "stories", Path: path));

        Assert.Equal(("stories", "ready", "gguf"), (model.Name, model.State, model.Format));
        Assert.Equal(("llama", 5, 64, 8, 4), (model.Architecture.Name, model.Architecture.Layers, model.Architecture.EmbeddingLength, model.Architecture.Heads, model.Architecture.KeyValueHeads));
        Assert.Equal(new FileInfo(path).Length, model.SizeBytes);
        Assert.Equal(Models.Sha256(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)), Assert.Single(model.Files).Sha256);
        Assert.Equal(1, Assert.Single((await _box.Client.Tasks.ListAsync(cancellation: TestContext.Current.CancellationToken)).Items).Progress?.Fraction);
    }

    [Fact]
    public async Task Import_OfAFile_IsReadOnlyUnderItsIdAndLeavesTheSourceAlone()
    {
        var path = _folder.Write("source/small.gguf", Models.Gguf());
        var before = File.GetUnixFileMode(path);

        var model = await _box.ImportedAsync(new ImportModelRequest(Path: path));

        var stored = Path.Combine(_box.Data.Models, model.Id, "small.gguf");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(stored));
        Assert.Equal(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(stored, TestContext.Current.CancellationToken));
        Assert.Equal(before, File.GetUnixFileMode(path));
        Assert.Equal("small", model.Name);
        Assert.Contains(("model.imported", model.Id), _box.Audit.Entries);
        Assert.Empty(Directory.GetDirectories(_box.Data.Incoming));
    }

    [Fact]
    public async Task Import_WithLink_SharesTheFile()
    {
        var path = _folder.Write("source/small.gguf", Models.Gguf());
        var before = File.GetUnixFileMode(path);

        var model = await _box.ImportedAsync(new ImportModelRequest(Path: path, Link: true));

        Assert.Equal(before, File.GetUnixFileMode(path));
        File.Delete(path);
        Assert.Equal(Models.Gguf(), await File.ReadAllBytesAsync(Path.Combine(_box.Data.Models, model.Id, "small.gguf"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Import_OfAShardedFolder_TakesAllThatBelongsToIt()
    {
        foreach (var (name, bytes) in Models.Sharded()) _folder.Write($"tiny-llama/{name}", bytes);
        _folder.Write("tiny-llama/notes.txt", "mine"u8.ToArray());

        var model = await _box.ImportedAsync(new ImportModelRequest(Path: _folder.Of("tiny-llama")));

        Assert.Equal(("tiny-llama", "safetensors", "chat"), (model.Name, model.Format, model.Purpose));
        Assert.Equal(Models.Sharded().Keys.Order(StringComparer.Ordinal), model.Files.Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.Equal("model-00001-of-00002.safetensors", model.Files[0].Name);
        Assert.Equal((1, 1, 64), (model.Architecture.Layers, model.Architecture.KeyValueHeads, model.Architecture.Vocabulary));
    }

    [Fact]
    public async Task Import_ThroughSymbolicLinks_TakesTheirTargets()
    {
        var blob = _folder.Write("blobs/0123", Models.Gguf());
        Directory.CreateDirectory(_folder.Of("snapshot"));
        File.CreateSymbolicLink(_folder.Of("snapshot", "small.gguf"), blob);

        var model = await _box.ImportedAsync(new ImportModelRequest(Path: _folder.Of("snapshot")));

        var stored = new FileInfo(Path.Combine(_box.Data.Models, model.Id, "small.gguf"));
        Assert.Null(stored.LinkTarget);
        Assert.Equal(Models.Gguf().Length, stored.Length);
    }

    [Fact]
    public async Task Import_OfTheSameContentUnderAnotherName_IsRefusedWithTheModelThatHasIt()
    {
        var first = await _box.ImportedAsync(new ImportModelRequest(Name: "first", Path: _folder.Write("a/one.gguf", Models.Gguf())));

        var second = await _box.ImportAsync(new ImportModelRequest(Name: "second", Path: _folder.Write("b/two.gguf", Models.Gguf())));

        Assert.Equal(("model.same_content", TaskState.Failed), (second.Failure!.Code, second.State));
        Assert.Contains(first.Id, second.Failure.Cause, StringComparison.Ordinal);
        await _box.AssertNothingLeftAsync(models: 1);
    }

    [Fact]
    public async Task Import_UnderATakenName_IsRefusedAtOnce()
    {
        await _box.ImportedAsync(new ImportModelRequest(Name: "same", Path: _folder.Write("a.gguf", Models.Gguf())));

        var error = await Assert.ThrowsAsync<BoxException>(() => _box.ImportAsync(new ImportModelRequest(Name: "same", Path: _folder.Write("b.gguf", Models.Gguf(seed: 2)))));

        Assert.Equal(("model.name_taken", 409), (error.Problem.Code, error.Problem.Status));
    }

    [Theory]
    [InlineData("model.bin", "import.pickle", 400)]
    [InlineData("model.gguf", "import.refused", 422)]
    public async Task Import_OfWhatIsNoModel_SaysWhy(string name, string code, int status)
    {
        var bytes = name.EndsWith(".bin", StringComparison.Ordinal) ? new byte[] { 0x80, 2, 1, 1, 1 } : Models.Gguf()[..200];

        var error = await Assert.ThrowsAsync<BoxException>(() => _box.ImportAsync(new ImportModelRequest(Path: _folder.Write(name, bytes))));

        Assert.Equal((code, status), (error.Problem.Code, error.Problem.Status));
        Assert.NotNull(error.Problem.Remedy);
    }

    [Fact]
    public async Task Import_OfAFolderWithTwoModels_AsksWhich()
    {
        _folder.Write("two/a.gguf", Models.Gguf());
        _folder.Write("two/b.gguf", Models.Gguf(seed: 2));

        var error = await Assert.ThrowsAsync<BoxException>(() => _box.ImportAsync(new ImportModelRequest(Path: _folder.Of("two"))));

        Assert.Equal("import.choose", error.Problem.Code);
        Assert.Contains("a.gguf", error.Problem.Detail, StringComparison.Ordinal);
        Assert.Contains("b.gguf", error.Problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_WithAWrongChecksum_FailsAndLeavesNothing()
    {
        var task = await _box.ImportAsync(new ImportModelRequest(Path: _folder.Write("a.gguf", Models.Gguf()), Sha256: new string('0', 64)));

        Assert.Equal("import.checksum", task.Failure!.Code);
        await _box.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Import_WithoutRoomOnTheDisk_FailsBeforeItCopies()
    {
        await _box.DisposeAsync();
        _box = await CatalogBox.StartAsync(_folder.Path, o => o.KeepFreeBytes = long.MaxValue / 2);

        var task = await _box.ImportAsync(new ImportModelRequest(Path: _folder.Write("a.gguf", Models.Gguf())));

        Assert.Equal("import.disk_full", task.Failure!.Code);
        await _box.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Import_OutsideTheAllowedFolders_IsForbidden()
    {
        await _box.DisposeAsync();
        Directory.CreateDirectory(_folder.Of("allowed"));
        _box = await CatalogBox.StartAsync(_folder.Path, o => o.ImportRoots.Add(_folder.Of("allowed")));
        var outside = _folder.Write("outside.gguf", Models.Gguf());
        File.CreateSymbolicLink(_folder.Of("allowed", "inside.gguf"), outside);

        foreach (var path in new[] { outside, _folder.Of("allowed", "inside.gguf"), _folder.Of("allowed", "..", "outside.gguf") })
        {
            var error = await Assert.ThrowsAsync<BoxException>(() => _box.ImportAsync(new ImportModelRequest(Path: path)));
            Assert.Equal(("import.outside_roots", 403), (error.Problem.Code, error.Problem.Status));
        }
    }

    [Fact]
    public async Task Import_WithSeveralMistakes_NamesThemAll()
    {
        var error = await Assert.ThrowsAsync<BoxException>(() => _box.ImportAsync(new ImportModelRequest(Name: "not a name", Path: "relative", Sha256: "12")));

        Assert.Equal(["name", "path", "sha256"], error.Problem.Errors!.Keys.Order(StringComparer.Ordinal));
    }
}
