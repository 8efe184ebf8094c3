using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Onebox.Datasets.Store;
using Onebox.Kernel.Files;
using Onebox.Tasks;

namespace Onebox.Datasets.Importing;

/// <summary>Before the host takes requests, removes what an earlier one left half-done: versions whose task has ended, and folders of none.</summary>
internal sealed class TidyDatasets(DatasetStore store, ITasks tasks, DataFolder data, ILogger<TidyDatasets> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var underWay = new HashSet<string>(StringComparer.Ordinal);
        foreach (var version in (await store.ListRecordsAsync(cancellationToken)).Where(v => v.State == DatasetState.Importing))
        {
            if (await tasks.FindAsync(version.TaskId, cancellationToken) is { HasEnded: false }) underWay.Add(version.Id);
            else await store.RemoveAsync(version.Id);
        }

        foreach (var folder in Directory.EnumerateDirectories(data.Datasets))
        {
            if (VersionFolder.UnfinishedId(Path.GetFileName(folder)) is not { } id || underWay.Contains(id)) continue;
            Directory.Delete(folder, recursive: true);
            log.Swept(folder);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
