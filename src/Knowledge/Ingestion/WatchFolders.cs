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
/// system, network shares too. A folder in which nothing has happened (<see cref="FolderSignals"/>) is looked at only now and then.
/// </summary>
internal sealed partial class WatchFolders(
    BaseStore store, FileListing listing, FolderSignals signals, RunningIngestions running, ITasks tasks, IOptions<KnowledgeOptions> options, TimeProvider clock, ILogger<WatchFolders> log) : BackgroundService
{
    // Of the time, a look at a large folder takes at most a twentieth.
    private const int Pause = 20;

    // A folder in which something is written all the time (a log) is read all the same, now and then.
    private const int Patience = 20;

    // Notices may be lost; no change is for longer than this.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly Dictionary<(string Base, string Path), Seen> _seen = [];

    /// <param name="Taken">As it was when it was last read; null: not since the host's start.</param>
    /// <param name="Last">As it was at the last look.</param>
    /// <param name="Restless">Looks in a row at which it was neither.</param>
    /// <param name="Next">When to look again at the earliest.</param>
    /// <param name="At">When it was looked at.</param>
    private sealed record Seen(string? Taken, string? Last, int Restless, DateTimeOffset Next, DateTimeOffset At);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.WatchEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var watched = (await store.SourcesAsync(null, stoppingToken)).Where(s => s.Watched).ToList();
                signals.Begin(watched.Select(s => (s.BaseId, s.Path)));
                foreach (var source in watched) await LookAsync(source, stoppingToken);
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
        var seen = _seen.GetValueOrDefault(key) ?? new Seen(null, null, 0, DateTimeOffset.MinValue, DateTimeOffset.MinValue);
        var began = clock.GetUtcNow();
        if (began < seen.Next) return;
        if (seen.Taken is not null && seen.Taken == seen.Last && began - seen.At < Longest && signals.IsQuiet(key)) return;
        signals.Listen(key);
        var now = Fingerprint(source.Path);
        var next = clock.GetUtcNow() + ((clock.GetUtcNow() - began) * Pause);
        var rests = now == seen.Last || seen.Restless >= Patience;
        _seen[key] = seen with { Last = now, Restless = now == seen.Taken || rests ? 0 : seen.Restless + 1, Next = next, At = began };
        // A file that is still being written changes from look to look: wait until it is done.
        if (now == seen.Taken || !rests || running.Of(source.BaseId).Count > 0) return;
        _seen[key] = new Seen(now, now, 0, next, began);
        var input = new IngestInput(source.BaseId, [source.Path], null, null, source.Owner, IsAsked: false);
        await tasks.StartAsync(new NewTask<IngestInput>(IngestTask.KindName, $"Take over changes of {(source.Readers.Length == 0 ? source.Path : "a watched folder")}", input, Caller.Box, source.BaseId), cancellation);
    }

    private string Fingerprint(string path)
    {
        var hash = new HashCode();
        var listed = listing.Of(path);
        foreach (var folder in listed.Closed) hash.Add(folder, StringComparer.Ordinal);
        foreach (var file in listed.Files)
        {
            var info = new FileInfo(file.Origin);
            hash.Add(file.Name, StringComparer.Ordinal);
            // With its mode: a file that could not be read may be readable now.
            if (info.Exists) hash.Add((info.Length, info.LastWriteTimeUtc, info.UnixFileMode));
        }

        return hash.ToHashCode().ToString(CultureInfo.InvariantCulture);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watched folders could not be looked at: {Reason}")]
    private partial void Failed(Exception error, string reason);
}
