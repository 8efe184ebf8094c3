using System.Text.Json;
using Microsoft.Extensions.Options;
using Onebox.Catalog.Store;
using Onebox.Catalog.Uploading;
using Onebox.Kernel.Files;
using Onebox.Kernel.Ports;

namespace Onebox.Catalog.Importing;

/// <summary>Lets other modules import by the ways that models take. How far a download has come is kept beside it, in <c>TARGET.state</c>.</summary>
internal sealed class IncomingFiles(UploadStore uploads, HttpDownload http, BandwidthLimit limit, IOptions<CatalogOptions> options, DataFolder data, TimeProvider clock) : IIncomingFiles
{
    public async Task<IncomingFile> FindUploadAsync(string id, CancellationToken cancellation)
    {
        var upload = await uploads.FindAsync(id, cancellation) ?? throw CatalogErrors.UploadNotFound(id);
        if (upload.OffsetBytes < upload.SizeBytes) throw CatalogErrors.UploadUnfinished(id, upload.OffsetBytes, upload.SizeBytes);
        return new IncomingFile(upload.FileName, UploadedFile.PathOf(data, id), upload.SizeBytes);
    }

    public async Task ReleaseUploadAsync(string id)
    {
        UploadedFile.Delete(data, id);
        await uploads.RemoveAsync(id);
    }

    public async Task DownloadAsync(Uri address, string target, Action<long, long?> progress, Func<string, Task> log, CancellationToken cancellation)
    {
        if (File.Exists(target)) return;
        var (partial, saved) = (target + Staging.PartSuffix, target + ".state");
        var state = await LoadAsync(saved, cancellation);
        var source = new UrlSource(address, sha256: null, http);
        var file = (await source.ListAsync(cancellation))[0];
        await using (var part = await PartialFile.OpenAsync(partial, state?.DurableBytes ?? 0, cancellation))
        {
            var copy = new FileCopy(source, file, part, state?.Version, bytes => progress(bytes, null), s => DurableFile.WriteAsync(saved, JsonSerializer.SerializeToUtf8Bytes(s), cancellation: cancellation), options.Value, limit, clock);
            var retries = new Retries(options.Value, clock);
            while (true)
            {
                try
                {
                    await copy.RunAsync(cancellation);
                    break;
                }
                catch (SourceInterruptedException interruption)
                {
                    await retries.WaitAsync(source.Description, part.Length, interruption, log, cancellation);
                }
            }

            part.MakeDurable();
        }

        DurableFile.Move(partial, target);
        File.Delete(saved);
    }

    private static async Task<PartialState?> LoadAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path)) return null;
        await using var stream = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync<PartialState>(stream, cancellationToken: cancellation);
    }
}
