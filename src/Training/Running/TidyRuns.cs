using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Onebox.Kernel;
using Onebox.Kernel.Files;
using Onebox.Training.Store;

namespace Onebox.Training.Running;

/// <summary>Before the host takes requests, removes the folders of runs that were deleted when an earlier host ended.</summary>
internal sealed class TidyRuns(RunStore runs, DataFolder data, ILogger<TidyRuns> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var known = (await runs.ListAsync(cancellationToken)).Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateDirectories(data.Folder("training")))
        {
            var id = Path.GetFileName(path);
            if (known.Contains(id) || !Ids.Is(id, ResourceKinds.TrainingRun)) continue;
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                log.RemoveFailed(path, id, error.Message);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
