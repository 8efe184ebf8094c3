using Microsoft.Extensions.Logging;
using Onebox.Pool;

namespace Onebox.Serving.Deployments;

/// <summary>Ends a replica: its requests first, then its process, then its lease.</summary>
internal sealed partial class EndReplica(IPool pool, TimeProvider clock, ILogger<EndReplica> log)
{
    /// <summary>Never throws: what could not be ended is in the log, and the pool's own watch has it.</summary>
    public async Task RunAsync(KeptReplica kept, TimeSpan drainLimit)
    {
        var replica = kept.Replica;
        try
        {
            await replica.Upstream.DrainAsync().WaitAsync(drainLimit, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (replica.Upstream.Outstanding > 0) CutOff(replica.Upstream.Outstanding, replica.Id, drainLimit);
            await kept.UnwatchAsync();
            await replica.Worker.StopAsync();
            await pool.ReleaseAsync(replica.Lease.Id);
        }
        catch (Exception error)
        {
            Failed(error, replica.Id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} requests of replica {Id} are cut off: they did not end within {Limit}")]
    private partial void CutOff(int count, string id, TimeSpan limit);

    [LoggerMessage(Level = LogLevel.Error, Message = "Replica {Id} could not be ended cleanly")]
    private partial void Failed(Exception error, string id);
}
