using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Onebox.Api.Deployments;
using Onebox.Serving.Store;

namespace Onebox.Serving.Requests;

/// <summary>
/// Keeps what became of the newest requests. A request only hands its record over; they are written together, and the oldest go. When the disk
/// cannot follow, records are dropped and counted: a request never waits for them.
/// </summary>
internal sealed partial class RequestLog(IDbContextFactory<ServingContext> contexts, IOptions<ServingOptions> options, ServingMetrics metrics, TimeProvider clock, ILogger<RequestLog> log)
    : BackgroundService
{
    private const int MostPending = 20_000;
    private const int Batch = 1000;

    private readonly Channel<RequestRecord> _pending = Channel.CreateBounded<RequestRecord>(
        new BoundedChannelOptions(MostPending) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = false }, _ => metrics.RecordsDropped());
    private readonly SemaphoreSlim _write = new(1, 1);
    private long _sinceTrim;

    public void Add(RequestRecord record) => _pending.Writer.TryWrite(record);

    /// <summary>The newest first, those included that were not written yet.</summary>
    public async Task<IReadOnlyList<RequestRecord>> ListAsync(string? route, string? after, int limit, CancellationToken cancellation)
    {
        await WriteAsync(cancellation);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var query = context.Requests.AsNoTracking();
        if (route is not null) query = query.Where(r => r.Route == route);
#pragma warning disable CA1309 // The database compares; ids are ASCII, so that every collation agrees.
        if (after is not null) query = query.Where(r => string.Compare(r.Id, after) < 0);
#pragma warning restore CA1309
        return await query.OrderByDescending(r => r.Id).Take(limit).ToListAsync(cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _pending.Reader.WaitToReadAsync(stoppingToken))
            {
                await Task.Delay(options.Value.WriteRequestsEvery, clock, stoppingToken);
                await WriteQuietlyAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is written in StopAsync, after the last request.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteQuietlyAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _write.Dispose();
        base.Dispose();
    }

    private async Task WriteQuietlyAsync(CancellationToken cancellation)
    {
        try
        {
            await WriteAsync(cancellation);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            WriteFailed(error);
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        await _write.WaitAsync(cancellation);
        try
        {
            List<RequestRecord> batch = [];
            do
            {
                batch.Clear();
                while (batch.Count < Batch && _pending.Reader.TryRead(out var record)) batch.Add(record);
                if (batch.Count == 0) return;
                await using var context = await contexts.CreateDbContextAsync(cancellation);
                context.Requests.AddRange(batch);
                await context.SaveChangesAsync(cancellation);
                await TrimAsync(context, batch.Count, cancellation);
            }
            while (batch.Count == Batch);
        }
        finally
        {
            _write.Release();
        }
    }

    /// <summary>Deletes the oldest, seldom enough that it costs nothing to speak of.</summary>
    private async Task TrimAsync(ServingContext context, int added, CancellationToken cancellation)
    {
        var keep = options.Value.KeepRequests;
        if ((_sinceTrim += added) < Math.Min(Batch, Math.Max(1, keep / 10))) return;
        _sinceTrim = 0;
        var oldest = await context.Requests.OrderByDescending(r => r.Id).Select(r => r.Id).Skip(keep).FirstOrDefaultAsync(cancellation);
#pragma warning disable CA1309 // As above.
        if (oldest is not null) await context.Requests.Where(r => string.Compare(r.Id, oldest) <= 0).ExecuteDeleteAsync(cancellation);
#pragma warning restore CA1309
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Request records could not be written")]
    private partial void WriteFailed(Exception error);
}
