using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Onebox.Api;
using Onebox.Api.Deployments;
using Onebox.Api.Evaluation;

namespace Onebox.Evaluation.Store;

internal static class PromotionKinds
{
    public const string Promotion = "promotion", Rollback = "rollback";
}

internal static class PromotionStates
{
    public const string Evaluating = "evaluating", Deploying = "deploying", Moved = "moved", Refused = "refused", Failed = "failed";
}

/// <summary>The history of promotions; every write is durable when it returns.</summary>
internal sealed class PromotionStore(IDbContextFactory<EvaluationContext> contexts)
{
    public static string Write(IReadOnlyList<RouteTarget> targets) => JsonSerializer.Serialize(new PutRouteRequest(targets), ApiJson.Default.PutRouteRequest);

    public static string Write(GateVerdict verdict) => JsonSerializer.Serialize(verdict, ApiJson.Default.GateVerdict);

    public static GateVerdict? ReadVerdict(string? json) => json is null ? null : JsonSerializer.Deserialize(json, ApiJson.Default.GateVerdict);

    public static IReadOnlyList<RouteTarget> ReadTargets(string? json) => json is null ? [] : JsonSerializer.Deserialize(json, ApiJson.Default.PutRouteRequest)!.Targets;

    public static PromotionInfo ToInfo(PromotionRecord record) => new()
    {
        Id = record.Id,
        Kind = record.Kind,
        State = record.State,
        Route = record.Route,
        Model = record.Model,
        Targets = ReadTargets(record.Targets),
        Previous = ReadTargets(record.Previous),
        EvaluationId = record.EvaluationId,
        Verdict = ReadVerdict(record.Verdict),
        Failure = record.Failure,
        By = record.StartedBy,
        At = record.At,
        TaskId = record.TaskId,
    };

    public async Task AddAsync(PromotionRecord record, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        context.Promotions.Add(record);
        await context.SaveChangesAsync(cancellation);
    }

    public async Task<PromotionRecord?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Promotions.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, cancellation);
    }

    /// <summary>The route's newest promotion that moved it and was not taken back.</summary>
    public async Task<PromotionRecord?> FindLastAsync(string route, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Promotions.AsNoTracking()
            .Where(p => p.Route == route && p.Kind == PromotionKinds.Promotion && p.State == PromotionStates.Moved && !p.TakenBack)
            .OrderByDescending(p => p.Id)
            .FirstOrDefaultAsync(cancellation);
    }

    public async Task<PromotionRecord?> ChangeAsync(string id, Action<PromotionRecord> change)
    {
        await using var context = await contexts.CreateDbContextAsync();
        if (await context.Promotions.FirstOrDefaultAsync(p => p.Id == id) is not { } record) return null;
        change(record);
        await context.SaveChangesAsync();
        return record;
    }

    /// <summary>Notes a rollback and that the promotion is taken back, in one write.</summary>
    public async Task TakeBackAsync(string promotionId, PromotionRecord rollback)
    {
        await using var context = await contexts.CreateDbContextAsync();
        if (await context.Promotions.FirstOrDefaultAsync(p => p.Id == promotionId) is { } promotion) promotion.TakenBack = true;
        context.Promotions.Add(rollback);
        await context.SaveChangesAsync();
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<PromotionRecord>> ListAsync(string? route, int limit, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Promotions.AsNoTracking().Where(p => route == null || p.Route == route).OrderByDescending(p => p.Id).Take(limit).ToListAsync(cancellation);
    }
}
