using Microsoft.EntityFrameworkCore;

namespace Onebox.Prediction.Store;

/// <summary>Reads and writes the records of predictions and batches; every write is durable when it returns.</summary>
internal sealed class PredictionStore(IDbContextFactory<PredictionContext> contexts)
{
    public async Task AddAsync<T>(T record, CancellationToken cancellation)
        where T : class
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        context.Add(record);
        await context.SaveChangesAsync(cancellation);
    }

    public async Task<BatchRecord?> FindBatchAsync(string id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Batches.AsNoTracking().FirstOrDefaultAsync(b => b.Id == id, cancellation);
    }

    public async Task<PredictionRecord?> FindPredictionAsync(string id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Predictions.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, cancellation);
    }

    /// <summary>Newest first; <paramref name="after"/> is the id of the last one already seen.</summary>
    public async Task<IReadOnlyList<BatchRecord>> ListBatchesAsync(string userId, string? after, int limit, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var query = context.Batches.AsNoTracking().Where(b => b.UserId == userId);
#pragma warning disable CA1309 // The database compares; ids are ASCII, so that every collation agrees.
        if (after is not null) query = query.Where(b => string.Compare(b.Id, after) < 0);
#pragma warning restore CA1309
        return await query.OrderByDescending(b => b.Id).Take(limit).ToListAsync(cancellation);
    }

    public async Task<IReadOnlyList<PredictionRecord>> ListPredictionsAsync(int limit, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Predictions.AsNoTracking().OrderByDescending(p => p.Id).Take(limit).ToListAsync(cancellation);
    }

    /// <summary>A batch that has not ended and reads the file.</summary>
    public async Task<bool> IsReadAsync(string fileId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Batches.AsNoTracking().AnyAsync(b => b.InputFileId == fileId && b.CompletedAt == null && b.FailedAt == null && b.ExpiredAt == null && b.CancelledAt == null, cancellation);
    }

    public async Task<BatchRecord> ChangeBatchAsync(string id, Action<BatchRecord> change)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var record = await context.Batches.FirstOrDefaultAsync(b => b.Id == id) ?? throw PredictionErrors.NoBatch(id);
        change(record);
        await context.SaveChangesAsync();
        return record;
    }

    public async Task<PredictionRecord> ChangePredictionAsync(string id, Action<PredictionRecord> change)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var record = await context.Predictions.FirstOrDefaultAsync(p => p.Id == id) ?? throw PredictionErrors.NotFound(id);
        change(record);
        await context.SaveChangesAsync();
        return record;
    }
}
