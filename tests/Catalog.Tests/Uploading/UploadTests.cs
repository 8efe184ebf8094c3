using System.Net;
using Microsoft.Extensions.Time.Testing;
using Onebox.Api;
using Onebox.Api.Models;
using Onebox.Catalog.Uploading;

namespace Onebox.Catalog.Tests.Uploading;

public sealed class UploadTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private CatalogBox _box = null!;

    public async ValueTask InitializeAsync() => _box = await CatalogBox.StartAsync(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _box.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Upload_InPiecesAcrossARestart_IsImportedAndGone()
    {
        var bytes = Models.Gguf();
        var upload = await CreateAsync(bytes);
        await AppendAsync(upload.Id, 0, bytes[..1000]);
        await _box.DisposeAsync();
        _box = await CatalogBox.StartAsync(_folder.Path);

        var now = await _box.Client.Models.GetUploadAsync(upload.Id, TestContext.Current.CancellationToken);
        Assert.Equal(1000, now.OffsetBytes);
        Assert.Equal(bytes.Length, (await AppendAsync(upload.Id, 1000, bytes[1000..])).OffsetBytes);
        var model = await _box.ImportedAsync(new ImportModelRequest(Upload: upload.Id));

        Assert.Equal(("mine", Models.Sha256(bytes)), (model.Name, model.Files[0].Sha256));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(Path.Combine(_box.Data.Models, model.Id, "mine.gguf")));
        await Assert.ThrowsAsync<BoxException>(() => _box.Client.Models.GetUploadAsync(upload.Id, TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetDirectories(_box.Data.Incoming));
    }

    [Fact]
    public async Task Append_AtAnotherOffset_IsRefusedAndSaysWhere()
    {
        var upload = await CreateAsync(Models.Gguf());
        await AppendAsync(upload.Id, 0, new byte[100]);

        var error = await Assert.ThrowsAsync<BoxException>(() => AppendAsync(upload.Id, 50, new byte[100]));

        Assert.Equal(("upload.offset", 409), (error.Problem.Code, error.Problem.Status));
        Assert.Contains("100", error.Problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_OfMoreThanTheSize_IsRefused()
    {
        var upload = await CreateAsync(new byte[100]);

        var error = await Assert.ThrowsAsync<BoxException>(() => AppendAsync(upload.Id, 0, new byte[101]));

        Assert.Equal(("upload.too_long", 413), (error.Problem.Code, error.Problem.Status));
    }

    [Fact]
    public async Task Append_WithoutOffset_IsRefused()
    {
        var upload = await CreateAsync(new byte[100]);
        using var response = await _box.Http.PatchAsync($"api/uploads/{upload.Id}", new ByteArrayContent([1]), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Append_WhoseConnectionBreaks_KeepsWhatArrived()
    {
        var bytes = Models.Gguf();
        var upload = await CreateAsync(bytes);
        await Assert.ThrowsAnyAsync<Exception>(() => _box.Client.Models.AppendUploadAsync(upload.Id, 0, new BrokenStream(bytes, 5000), TestContext.Current.CancellationToken));

        // The server notices the break a moment after the client.
        UploadInfo now;
        do now = await _box.Client.Models.GetUploadAsync(upload.Id, TestContext.Current.CancellationToken);
        while (now.OffsetBytes == 0);

        // How much of it had left the client's buffers is not ours to say; that it is kept, and right, is.
        Assert.InRange(now.OffsetBytes, 1, 5000);
        await AppendAsync(upload.Id, now.OffsetBytes, bytes[(int)now.OffsetBytes..]);
        var model = await _box.ImportedAsync(new ImportModelRequest(Upload: upload.Id));
        Assert.Equal(Models.Sha256(bytes), model.Files[0].Sha256);
    }

    [Fact]
    public async Task Import_OfAnUnfinishedUpload_IsRefused()
    {
        var upload = await CreateAsync(Models.Gguf());

        var error = await Assert.ThrowsAsync<BoxException>(() => _box.ImportAsync(new ImportModelRequest(Upload: upload.Id)));

        Assert.Equal("upload.unfinished", error.Problem.Code);
    }

    [Fact]
    public async Task Import_ThatFails_KeepsTheUpload()
    {
        var bytes = Models.Gguf();
        var upload = await CreateAsync(bytes);
        await AppendAsync(upload.Id, 0, bytes);

        var task = await _box.ImportAsync(new ImportModelRequest(Upload: upload.Id, Sha256: new string('0', 64)));

        Assert.Equal("import.checksum", task.Failure!.Code);
        Assert.Equal(bytes.Length, (await _box.Client.Models.GetUploadAsync(upload.Id, TestContext.Current.CancellationToken)).OffsetBytes);
        await _box.ImportedAsync(new ImportModelRequest(Upload: upload.Id));
    }

    [Fact]
    public async Task Sweep_AfterItsLifetime_RemovesTheUpload()
    {
        await _box.DisposeAsync();
        _box = await CatalogBox.StartAsync(_folder.Path, services: s => s.AddSingleton<TimeProvider>(_clock));
        var upload = await CreateAsync(new byte[100]);
        _clock.Advance(TimeSpan.FromHours(23));
        await _box.Get<ExpireUploads>().SweepAsync(TestContext.Current.CancellationToken);
        await _box.Client.Models.GetUploadAsync(upload.Id, TestContext.Current.CancellationToken);

        _clock.Advance(TimeSpan.FromHours(2));
        await _box.Get<ExpireUploads>().SweepAsync(TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<BoxException>(() => _box.Client.Models.GetUploadAsync(upload.Id, TestContext.Current.CancellationToken));
        Assert.Equal("upload.not_found", error.Problem.Code);
        Assert.Empty(Directory.GetDirectories(_box.Data.Incoming));
    }

    private Task<UploadInfo> CreateAsync(byte[] bytes) =>
        _box.Client.Models.CreateUploadAsync(new CreateUploadRequest("mine.gguf", bytes.Length), TestContext.Current.CancellationToken);

    private Task<UploadInfo> AppendAsync(string id, long offset, byte[] bytes) =>
        _box.Client.Models.AppendUploadAsync(id, offset, new MemoryStream(bytes), TestContext.Current.CancellationToken);

    /// <summary>Gives some bytes, lets them be sent, then fails.</summary>
    private sealed class BrokenStream(byte[] bytes, int good) : MemoryStream(bytes, 0, good)
    {
        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            if (read > 0) return read;
            await Task.Delay(200, cancellationToken);
            throw new IOException("The line is cut.");
        }
    }
}
