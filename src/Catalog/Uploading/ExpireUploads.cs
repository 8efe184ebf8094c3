using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Onebox.Catalog.Store;
using Onebox.Kernel.Files;

namespace Onebox.Catalog.Uploading;

/// <summary>Removes uploads that nobody goes on with.</summary>
internal sealed class ExpireUploads(UploadStore uploads, UploadIntake intake, DataFolder data, TimeProvider clock, ILogger<ExpireUploads> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // The next round tries again.
                log.SweepFailed("expired uploads", error.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task SweepAsync(CancellationToken cancellation)
    {
        foreach (var upload in await uploads.ListAsync(cancellation))
        {
            if (upload.ExpiresAt > clock.GetUtcNow()) continue;
            var ended = await intake.TryEndAsync(upload.Id, async () =>
            {
                await uploads.RemoveAsync(upload.Id);
                UploadedFile.Delete(data, upload.Id);
            });
            if (ended) log.UploadExpired(upload.Id);
        }
    }
}
