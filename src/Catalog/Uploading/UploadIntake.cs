using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Onebox.Api.Models;
using Onebox.Catalog.Importing;
using Onebox.Catalog.Store;
using Onebox.Kernel.Files;

namespace Onebox.Catalog.Uploading;

/// <summary>Writes what arrives, and acknowledges only what the disk has: first fsync, then the record.</summary>
internal sealed class UploadIntake(UploadStore uploads, DataFolder data, IOptions<CatalogOptions> options, CatalogMetrics metrics, TimeProvider clock)
{
    private const int Piece = 1 << 18;

    private readonly ConcurrentDictionary<string, bool> _busy = new(StringComparer.Ordinal);

    public async Task<UploadInfo> AppendAsync(string id, long offset, Stream body, CancellationToken cancellation)
    {
        var upload = await uploads.FindAsync(id, cancellation) ?? throw CatalogErrors.UploadNotFound(id);
        if (!_busy.TryAdd(id, true)) throw CatalogErrors.UploadBusy(id);
        try
        {
            // Read again: another request may have ended in between.
            upload = await uploads.FindAsync(id, cancellation) ?? throw CatalogErrors.UploadNotFound(id);
            if (offset != upload.OffsetBytes) throw CatalogErrors.UploadOffset(offset, upload.OffsetBytes);
            await ReceiveAsync(upload, body, cancellation);
            return upload.ToInfo();
        }
        finally
        {
            _busy.TryRemove(id, out _);
        }
    }

    /// <summary>Runs <paramref name="end"/> unless somebody is sending to the upload; false when somebody is.</summary>
    public async Task<bool> TryEndAsync(string id, Func<Task> end)
    {
        if (!_busy.TryAdd(id, true)) return false;
        try
        {
            await end();
            return true;
        }
        finally
        {
            _busy.TryRemove(id, out _);
        }
    }

    private async Task ReceiveAsync(UploadRecord upload, Stream body, CancellationToken cancellation)
    {
        await using var file = new FileStream(UploadedFile.PathOf(data, upload.Id), new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous });
        // What a crash left beyond the acknowledged bytes is not trusted.
        file.SetLength(upload.OffsetBytes);
        file.Position = upload.OffsetBytes;
        var buffer = new byte[Piece];
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer, cancellation)) > 0)
            {
                if (file.Position + read > upload.SizeBytes) throw CatalogErrors.UploadTooLong(upload.Id, upload.SizeBytes);
                await WriteAsync(file, buffer.AsMemory(0, read));
                if (file.Position - upload.OffsetBytes >= options.Value.DurableEveryBytes) await AcknowledgeAsync(upload, file);
            }
        }
        finally
        {
            await AcknowledgeAsync(upload, file);
        }
    }

    private async Task AcknowledgeAsync(UploadRecord upload, FileStream file)
    {
        if (file.Position == upload.OffsetBytes) return;
        file.Flush(flushToDisk: true);
        metrics.Uploaded(file.Position - upload.OffsetBytes);
        upload.OffsetBytes = file.Position;
        upload.ExpiresAt = clock.GetUtcNow() + options.Value.UploadLifetime;
        await uploads.AdvanceAsync(upload.Id, upload.OffsetBytes, upload.ExpiresAt);
    }

    /// <summary>Not to be cancelled: a piece that has arrived is written whole, so that the file's end is the stream's.</summary>
    private static async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> piece)
    {
        try
        {
            await file.WriteAsync(piece, CancellationToken.None);
        }
        catch (IOException error)
        {
            throw ImportErrors.Disk("the upload", error);
        }
    }
}
