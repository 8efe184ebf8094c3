using Onebox.Api.Models;
using Onebox.Catalog.Importing;
using Onebox.Kernel;

namespace Onebox.Catalog.Tests.Importing;

/// <summary>What every source must keep to, whatever it reads from.</summary>
public sealed class SourceConformanceTests : IAsyncLifetime
{
    private static readonly byte[] Bytes = Models.Gguf();

    private readonly TemporaryFolder _folder = new();
    private CatalogBox _box = null!;
    private ShakyServer _server = null!;

    /// <summary>A new source is a line here.</summary>
    public static TheoryData<string> Kinds => ["path", "upload", "url", "hub"];

    public async ValueTask InitializeAsync()
    {
        _server = await ShakyServer.StartAsync();
        _server.Files["/small.gguf"] = _server.Files["/maker/small/resolve/main/small.gguf"] = Bytes;
        _server.Files["/api/models/maker/small/tree/main"] = System.Text.Encoding.UTF8.GetBytes($$$"""[{"type":"file","path":"small.gguf","size":{{{Bytes.Length}}},"lfs":{"oid":"{{{Models.Sha256(Bytes)}}}","size":{{{Bytes.Length}}}}}]""");
        _box = await CatalogBox.StartAsync(_folder.Path, o => o.HubAddress = _server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _box.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Source_AfterItsCheck_TellsItsKindAndAName(string kind)
    {
        var source = await SourceAsync(kind);
        await source.CheckAsync(TestContext.Current.CancellationToken);

        Assert.Equal((kind, "small"), (source.Kind, source.SuggestedName));
        Assert.True(source.Description.Length > 0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task List_OfAModel_NamesPlainFilesAndTrueSizes(string kind)
    {
        var file = Assert.Single(await (await SourceAsync(kind)).ListAsync(TestContext.Current.CancellationToken));

        Assert.Equal("small.gguf", file.Name);
        Assert.True(file.SizeBytes is null || file.SizeBytes == Bytes.Length);
        Assert.True(file.Sha256 is null || file.Sha256 == Models.Sha256(Bytes));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Open_FromTheStart_GivesTheWholeFile(string kind)
    {
        var source = await SourceAsync(kind);
        var (bytes, stream) = await ReadAsync(source, 0, null);

        Assert.Equal(Bytes, bytes);
        Assert.Equal((0L, (long?)Bytes.Length), (stream.Offset, stream.TotalBytes));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Open_InTheMiddleOfTheSameVersion_GoesOnThere(string kind)
    {
        var source = await SourceAsync(kind);
        var (_, first) = await ReadAsync(source, 0, null);

        var (bytes, stream) = await ReadAsync(source, 1000, first.Version);

        Assert.Equal(1000, stream.Offset);
        Assert.Equal(Bytes[1000..], bytes);
        Assert.Equal(first.Version, stream.Version);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Open_InTheMiddleOfAnotherVersion_BeginsAgain(string kind)
    {
        // An upload never changes, so that it has but one version.
        Assert.SkipWhen(kind == "upload", "Uploads do not change.");
        var (bytes, stream) = await ReadAsync(await SourceAsync(kind), 1000, "\"another\"");

        Assert.Equal(0, stream.Offset);
        Assert.Equal(Bytes, bytes);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task TryTake_OfAFile_IsTheSameBytesOrNothing(string kind)
    {
        var source = await SourceAsync(kind);
        var file = Assert.Single(await source.ListAsync(TestContext.Current.CancellationToken));
        var target = _folder.Of("taken");

        var taking = source.TryTake(file, target);

        Assert.Equal(taking != Taking.None, File.Exists(target));
        if (taking != Taking.None) Assert.Equal(Bytes, await File.ReadAllBytesAsync(target, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("path")]
    [InlineData("upload")]
    [InlineData("hub")]
    public async Task ListOrCheck_OfWhatIsNotThere_IsAProblem(string kind)
    {
        var source = _box.Get<ModelSources>().Of(kind switch
        {
            "path" => new ImportModelRequest(Path: _folder.Of("none.gguf")),
            "upload" => new ImportModelRequest(Upload: "upl_none"),
            _ => new ImportModelRequest(Hub: "maker/none"),
        });

        var error = await Assert.ThrowsAsync<ProblemException>(() => source.ListAsync(TestContext.Current.CancellationToken));

        Assert.Equal(ProblemKind.NotFound, error.Problem.Kind);
    }

    private async Task<IModelSource> SourceAsync(string kind) => _box.Get<ModelSources>().Of(kind switch
    {
        "path" => new ImportModelRequest(Path: _folder.Write("source/small.gguf", Bytes)),
        "upload" => new ImportModelRequest(Upload: await UploadAsync()),
        "url" => new ImportModelRequest(Url: $"{_server.Address}/small.gguf"),
        _ => new ImportModelRequest(Hub: "maker/small"),
    });

    private async Task<string> UploadAsync()
    {
        var upload = await _box.Client.Models.CreateUploadAsync(new CreateUploadRequest("small.gguf", Bytes.Length), TestContext.Current.CancellationToken);
        await _box.Client.Models.AppendUploadAsync(upload.Id, 0, new MemoryStream(Bytes), TestContext.Current.CancellationToken);
        return upload.Id;
    }

    private static async Task<(byte[] Bytes, SourceStream Stream)> ReadAsync(IModelSource source, long offset, string? version)
    {
        var file = Assert.Single(await source.ListAsync(TestContext.Current.CancellationToken));
        await using var stream = await source.OpenAsync(file, offset, version, TestContext.Current.CancellationToken);
        using var copy = new MemoryStream();
        await stream.Bytes.CopyToAsync(copy, TestContext.Current.CancellationToken);
        return (copy.ToArray(), stream);
    }
}
