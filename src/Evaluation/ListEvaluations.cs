using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Evaluation;
using Onebox.Evaluation.Benchmarks.Published;
using Onebox.Evaluation.Runs;
using Onebox.Evaluation.Store;
using Onebox.Kernel.Access;

namespace Onebox.Evaluation;

/// <summary><c>GET /api/evaluations</c> (newest first), <c>GET</c> and <c>DELETE /api/evaluations/{id}</c>, <c>GET /api/evaluations/tasks</c>.</summary>
internal static class ListEvaluations
{
    private const int MaxLimit = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/evaluations").WithTags("Evaluations");
        group.MapGet("", ListAsync).Allow(Actions.ModelsRead).WithName("ListEvaluations");
        group.MapGet("/tasks", Tasks).Allow(Actions.ModelsRead).WithName("ListEvaluationTasks");
        group.MapGet("/{id}", GetAsync).Allow(Actions.ModelsRead).WithName("GetEvaluation");
        group.MapDelete("/{id}", DeleteAsync).Allow(Actions.ModelsWrite).WithName("DeleteEvaluation");
    }

    private static async Task<Ok<Page<EvaluationInfo>>> ListAsync(EvaluationStore store, CancellationToken cancellation, string? after = null, int limit = 50)
    {
        limit = Math.Clamp(limit, 1, MaxLimit);
        var records = await store.ListAsync(after, limit + 1, cancellation);
        List<EvaluationInfo> items = [];
        foreach (var record in records.Take(limit)) items.Add(await store.ToInfoAsync(record, cancellation));
        return TypedResults.Ok(new Page<EvaluationInfo>(items, records.Count > limit ? items[^1].Id : null));
    }

    private static async Task<Ok<EvaluationInfo>> GetAsync(string id, EvaluationStore store, CancellationToken cancellation) =>
        TypedResults.Ok(await store.ToInfoAsync(await store.FindAsync(id, cancellation) ?? throw EvaluationErrors.NotFound(id), cancellation));

    private static async Task<NoContent> DeleteAsync(string id, HttpContext http, EvaluationStore store, EvaluationFiles files, Onebox.Tasks.ITasks tasks, IAudit audit, CancellationToken cancellation)
    {
        var record = await store.FindAsync(id, cancellation) ?? throw EvaluationErrors.NotFound(id);
        if (await tasks.FindAsync(record.TaskId, cancellation) is { HasEnded: false }) throw EvaluationErrors.StillRuns(record.Name, record.TaskId);
        await store.DeleteAsync(id, cancellation);
        files.Delete(id);
        await audit.WriteAsync(http.Caller(), "evaluation.deleted", id, record.Name, cancellation);
        return TypedResults.NoContent();
    }

    private static Ok<Page<KnownTask>> Tasks() => TypedResults.Ok(new Page<KnownTask>(
    [
        .. Published.All.Select(p => new KnownTask($"{p.Name}:PATH", p.Benchmark.Kind.ToString().ToLowerInvariant(), $"{p.Benchmark.Primary}, {p.Benchmark.Shots} examples before each question")),
        new KnownTask("dataset:NAME", "generation", "A dataset of this box: its test split"),
        new KnownTask("robustness", "generation", "Injection, jailbreaks, typos, paraphrases, refusal and over-refusal"),
    ]));
}
