using Onebox.Catalog.Store;
using Onebox.Catalog.Uploading;
using Onebox.Kernel.Files;

namespace Onebox.Catalog.Importing;

/// <summary>A finished upload. It is linked into place and stays until the model is ready, so that a failed import loses nothing.</summary>
internal sealed class UploadSource(string id, string? sha256, UploadStore uploads, DataFolder data) : IModelSource
{
    private string _fileName = "";

    public string Kind => "upload";

    public string Description => _fileName.Length == 0 ? "an upload" : $"upload of {_fileName}";

    public string SuggestedName => ModelNames.WithoutExtension(_fileName);

    public bool IsRemote => false;

    public async ValueTask CheckAsync(CancellationToken cancellation) => await FindAsync(cancellation);

    public async Task<IReadOnlyList<SourceFile>> ListAsync(CancellationToken cancellation)
    {
        var upload = await FindAsync(cancellation);
        return [new SourceFile(upload.FileName, UploadedFile.PathOf(data, id), upload.SizeBytes, sha256 ?? upload.Sha256)];
    }

    public Taking TryTake(SourceFile file, string target) => UnixFile.TryLink(file.Locator, target) ? Taking.Cloned : Taking.None;

    public Task<SourceStream> OpenAsync(SourceFile file, long offset, string? version, CancellationToken cancellation)
    {
        // Where the file system has no hard links.
        var stream = new FileStream(file.Locator, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan | FileOptions.Asynchronous) { Position = offset };
        return Task.FromResult(new SourceStream(stream, offset, file.SizeBytes, id));
    }

    public async Task ReleaseAsync()
    {
        UploadedFile.Delete(data, id);
        await uploads.RemoveAsync(id);
    }

    private async Task<UploadRecord> FindAsync(CancellationToken cancellation)
    {
        var upload = await uploads.FindAsync(id, cancellation) ?? throw CatalogErrors.UploadNotFound(id);
        if (upload.OffsetBytes < upload.SizeBytes) throw CatalogErrors.UploadUnfinished(id, upload.OffsetBytes, upload.SizeBytes);
        _fileName = upload.FileName;
        return upload;
    }
}
