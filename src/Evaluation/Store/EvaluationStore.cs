using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Onebox.Api;
using Onebox.Api.Evaluation;
using Onebox.Api.Tasks;
using Onebox.Tasks;

namespace Onebox.Evaluation.Store;

/// <summary>Reads and writes the records of evaluations; every write is durable when it returns.</summary>
internal sealed class EvaluationStore(IDbContextFactory<EvaluationContext> contexts, ITasks tasks)
{
    public const int LongestName = 200;

    public static string Write(EvaluationRequest request) => JsonSerializer.Serialize(request, ApiJson.Default.EvaluationRequest);

    public static string Write(EvaluationResult result) => JsonSerializer.Serialize(result, ApiJson.Default.EvaluationResult);

    public static EvaluationRequest ReadRequest(EvaluationRecord record) => JsonSerializer.Deserialize(record.Request, ApiJson.Default.EvaluationRequest)!;

    public static EvaluationResult? ReadResult(EvaluationRecord record) => record.Result is null ? null : JsonSerializer.Deserialize(record.Result, ApiJson.Default.EvaluationResult);

    public async Task AddAsync(EvaluationRecord record, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        context.Evaluations.Add(record);
        await context.SaveChangesAsync(cancellation);
    }

    public async Task<EvaluationRecord?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Evaluations.AsNoTracking().FirstOrDefaultAsync(e => e.Id == id, cancellation);
    }

    public async Task ChangeAsync(string id, Action<EvaluationRecord> change)
    {
        await using var context = await contexts.CreateDbContextAsync();
        if (await context.Evaluations.FirstOrDefaultAsync(e => e.Id == id) is not { } record) return;
        change(record);
        await context.SaveChangesAsync();
    }

    public async Task DeleteAsync(string id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Evaluations.Where(e => e.Id == id).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<EvaluationRecord>> ListAsync(string? after, int limit, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var query = context.Evaluations.AsNoTracking();
#pragma warning disable CA1309 // The database compares; ids are ASCII, so that every collation agrees.
        if (after is not null) query = query.Where(e => string.Compare(e.Id, after) < 0);
#pragma warning restore CA1309
        return await query.OrderByDescending(e => e.Id).Take(limit).ToListAsync(cancellation);
    }

    public async Task<EvaluationInfo> ToInfoAsync(EvaluationRecord record, CancellationToken cancellation)
    {
        var task = await tasks.FindAsync(record.TaskId, cancellation);
        return new EvaluationInfo
        {
            Id = record.Id,
            Name = record.Name,
            TaskId = record.TaskId,
            State = record.Result is not null ? TaskState.Succeeded : task?.State ?? TaskState.Queued,
            Progress = task is { HasEnded: false } ? task.Progress : null,
            Failure = task?.Failure,
            StartedBy = record.StartedBy,
            CreatedAt = record.CreatedAt,
            EndedAt = record.EndedAt ?? task?.EndedAt,
            Request = ReadRequest(record),
            Result = ReadResult(record),
        };
    }
}
