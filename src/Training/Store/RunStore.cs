using Microsoft.EntityFrameworkCore;
using Onebox.Api.Training;
using Onebox.Kernel;
using Onebox.Kernel.Records;

namespace Onebox.Training.Store;

/// <summary>Keeps the records of runs. Names are unique by the database's own index, so that two starts at once settle it there.</summary>
internal sealed class RunStore(IDbContextFactory<TrainingContext> contexts)
{
    public async Task<RunRecord?> FindAsync(string nameOrId, CancellationToken cancellation = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var runs = context.Runs.AsNoTracking();
        return Ids.Is(nameOrId, ResourceKinds.TrainingRun)
            ? await runs.FirstOrDefaultAsync(r => r.Id == nameOrId, cancellation)
            : await runs.FirstOrDefaultAsync(r => r.Name == nameOrId, cancellation);
    }

    /// <exception cref="ProblemException"><c>training.not_found</c>.</exception>
    public async Task<RunRecord> RequireAsync(string nameOrId, CancellationToken cancellation = default) =>
        await FindAsync(nameOrId, cancellation) ?? throw TrainingErrors.NotFound(nameOrId);

    /// <summary>The run that made a model; null when none did.</summary>
    public async Task<RunRecord?> FindMakerAsync(string modelId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Runs.AsNoTracking().FirstOrDefaultAsync(r => r.ModelId == modelId, cancellation);
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<RunRecord>> ListAsync(CancellationToken cancellation = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Runs.AsNoTracking().OrderByDescending(r => r.Id).ToListAsync(cancellation);
    }

    /// <exception cref="ProblemException"><c>training.name_taken</c>.</exception>
    public async Task AddAsync(RunRecord run, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.Runs.AnyAsync(r => r.Name == run.Name, cancellation)) throw TrainingErrors.NameTaken(run.Name);
        context.Runs.Add(run);
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException error) when (!cancellation.IsCancellationRequested && !RecordsFault.IsDiskFull(error))
        {
            throw TrainingErrors.NameTaken(run.Name);
        }
    }

    /// <exception cref="ProblemException"><c>training.not_found</c>.</exception>
    public async Task<RunRecord> ChangeAsync(string id, Action<RunRecord> change)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var run = await context.Runs.FirstOrDefaultAsync(r => r.Id == id) ?? throw TrainingErrors.NotFound(id);
        change(run);
        await context.SaveChangesAsync();
        return run;
    }

    public async Task RemoveAsync(string id)
    {
        await using var context = await contexts.CreateDbContextAsync();
        await context.Points.Where(p => p.RunId == id).ExecuteDeleteAsync();
        await context.Runs.Where(r => r.Id == id).ExecuteDeleteAsync();
    }

    public async Task<TrainingHistory> ReadHistoryAsync(string id, long after, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var points = await context.Points.AsNoTracking().Where(p => p.RunId == id && p.Step > after).OrderBy(p => p.Step).ToListAsync(cancellation);
        var train = points.Where(p => p.Kind == PointRecord.Train).ToList();
        return new TrainingHistory(
            train.Count == 0 ? 1 : train[^1].Steps,
            [.. train.Select(p => p.ToPoint())],
            [.. points.Where(p => p.Kind == PointRecord.Validation).Select(p => new ValidationPoint(p.Step, p.At, p.Loss))]);
    }

    /// <summary>Adds points, in place of what was kept from their first step on: a run that went on from a checkpoint does those steps again.</summary>
    /// <param name="from">Whatever is kept from this step on goes first; null: nothing does.</param>
    public async Task SavePointsAsync(string id, IReadOnlyList<PointRecord> points, long? from)
    {
        await using var context = await contexts.CreateDbContextAsync();
        await using var transaction = await context.Database.BeginTransactionAsync();
        if (from is { } first) await context.Points.Where(p => p.RunId == id && p.Step >= first).ExecuteDeleteAsync();
        context.Points.AddRange(points);
        await context.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    public async Task SaveExportAsync(string taskId, string result)
    {
        await using var context = await contexts.CreateDbContextAsync();
        await context.Exports.Where(e => e.TaskId == taskId).ExecuteDeleteAsync();
        context.Exports.Add(new ExportRecord { TaskId = taskId, Result = result });
        await context.SaveChangesAsync();
    }

    public async Task<string?> FindExportAsync(string taskId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return (await context.Exports.AsNoTracking().FirstOrDefaultAsync(e => e.TaskId == taskId, cancellation))?.Result;
    }
}
