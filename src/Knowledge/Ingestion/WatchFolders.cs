using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Store;
using Onebox.Tasks;

namespace Onebox.Knowledge.Ingestion;

/// <summary>
/// Looks at watched folders every few seconds and starts an ingestion when one has changed and has come to rest: by names, sizes and times, which works on every file
/// system, network shares too.
/// </summary>
internal sealed partial class WatchFolders(BaseStore store, FileListing listing, RunningIngestions running, ITasks tasks, IOptions<KnowledgeOptions> options, TimeProvider clock, ILogger<WatchFolders> log) : BackgroundService
{
    private readonly Dictionary<(string Base, string Path), Seen> _seen = [];

    /// <param name="Taken">As it was when it was last read; null: not since the host's start.</param>
    /// <param name="Last">As it was at the last look.</param>
    private sealed record Seen(string? Taken, string? Last);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.WatchEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var source in (await store.SourcesAsync(null, stoppingToken)).Where(s => s.Watched)) await LookAsync(source, stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // A folder that cannot be looked at now may be there at the next look.
                Failed(error, error.Message);
            }
        }
    }

    private async Task LookAsync(SourceRecord source, CancellationToken cancellation)
    {
        var key = (source.BaseId, source.Path);
        var seen = _seen.GetValueOrDefault(key) ?? new Seen(null, null);
        var now = Fingerprint(source.Path);
        _seen[key] = seen with { Last = now };
        // A file that is still being written changes from look to look: wait until it is done.
        if (now == seen.Taken || now != seen.Last || running.Of(source.BaseId).Count > 0) return;
        _seen[key] = new Seen(now, now);
        var input = new IngestInput(source.BaseId, [source.Path], Words(source.Readers), Words(source.Tags), source.Owner, RetryFailed: false);
        await tasks.StartAsync(new NewTask<IngestInput>(IngestTask.KindName, $"Take over changes of {source.Path}", input, Caller.Box, source.BaseId), cancellation);
    }

    private string Fingerprint(string path)
    {
        var hash = new HashCode();
        foreach (var file in listing.Of(path))
        {
            var info = new FileInfo(file.Origin);
            hash.Add(file.Name, StringComparer.Ordinal);
            if (info.Exists) hash.Add((info.Length, info.LastWriteTimeUtc));
        }

        return hash.ToHashCode().ToString(CultureInfo.InvariantCulture);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watched folders could not be looked at: {Reason}")]
    private partial void Failed(Exception error, string reason);
}
