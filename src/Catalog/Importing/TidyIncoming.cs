using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Onebox.Catalog.Store;
using Onebox.Kernel;
using Onebox.Kernel.Files;
using Onebox.Tasks;

namespace Onebox.Catalog.Importing;

/// <summary>
/// Before the host takes requests, removes what an earlier one left half-done: imports whose task has ended, deleted models, uploads
/// without a record. Only the incoming folder is swept: a folder among the models that no record knows may be all that is left after
/// somebody put back old records, and is reported instead.
/// </summary>
internal sealed class TidyIncoming(ModelStore models, UploadStore uploads, ITasks tasks, DataFolder data, ILogger<TidyIncoming> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var underWay = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (modelId, taskId) in await models.ListImportingAsync(cancellationToken))
        {
            if (await tasks.FindAsync(taskId, cancellationToken) is { HasEnded: false }) underWay.Add(modelId);
            else await models.RemoveAsync(modelId);
        }

        underWay.UnionWith((await uploads.ListAsync(cancellationToken)).Select(u => u.Id));
        foreach (var path in Directory.EnumerateDirectories(data.Incoming))
        {
            var name = Path.GetFileName(path);
            if (underWay.Contains(name) || !(Staging.IsDoomed(name) || Ids.Is(name, ResourceKinds.Model) || Ids.Is(name, ResourceKinds.Upload))) continue;
            Sweep(path);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Sweep(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
            log.Swept(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.SweepFailed(path, error.Message);
        }
    }
}
