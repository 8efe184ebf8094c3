using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Evaluation;
using Onebox.Evaluation.Runs;
using Onebox.Evaluation.Store;
using Onebox.Kernel.Access;

namespace Onebox.Evaluation;

/// <summary>
/// <c>GET /api/evaluations/{id}/items</c>: each item as each model answered it. <c>GET /api/evaluations/{id}/compare</c>: two models side by side, the items that got
/// better and worse.
/// </summary>
internal static class ReadItems
{
    private const int MaxLimit = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/evaluations/{id}").Allow(Actions.ModelsRead).WithTags("Evaluations");
        group.MapGet("/items", ItemsAsync).WithName("ListEvaluatedItems");
        group.MapGet("/compare", CompareAsync).WithName("CompareEvaluatedModels");
    }

    private static async Task<Ok<Page<EvaluatedItem>>> ItemsAsync(
        string id, HttpContext http, EvaluationStore store, EvaluationReaders readers, EvaluationFiles files, CancellationToken cancellation, string? task = null, string? model = null, string show = "all", int after = 0, int limit = 50)
    {
        var result = await ResultAsync(id, http.Caller(), store, readers, cancellation);
        limit = Math.Clamp(limit, 1, MaxLimit);
        List<EvaluatedItem> items = [];
        var passed = 0;
        await foreach (var item in files.ReadAsync(id, cancellation))
        {
            if ((task is not null && item.Task != task) || (model is not null && item.Model != model) || !Shown(item, result, show)) continue;
            if (passed++ < after) continue;
            if (items.Count == limit) return TypedResults.Ok(new Page<EvaluatedItem>(items, $"{after + limit}"));
            items.Add(item);
        }

        return TypedResults.Ok(new Page<EvaluatedItem>(items));
    }

    private static async Task<Ok<ComparisonInfo>> CompareAsync(
        string id, HttpContext http, EvaluationStore store, EvaluationReaders readers, EvaluationFiles files, CancellationToken cancellation, string? task = null, string? @base = null, string? candidate = null, string show = "changed", int after = 0, int limit = 50)
    {
        var result = await ResultAsync(id, http.Caller(), store, readers, cancellation);
        limit = Math.Clamp(limit, 1, MaxLimit);
        var comparison = result.Comparisons.FirstOrDefault(c => (task is null || c.Task == task) && (@base is null || c.Base == @base) && (candidate is null || c.Candidate == candidate)) ?? throw EvaluationErrors.NoComparison(id);
        Dictionary<string, EvaluatedItem> before = new(StringComparer.Ordinal);
        List<ComparedItem> changed = [];
        await foreach (var item in files.ReadAsync(id, cancellation))
        {
            if (item.Task != comparison.Task) continue;
            if (item.Model == comparison.Base) before[item.Id] = item;
            else if (item.Model == comparison.Candidate && before.TryGetValue(item.Id, out var first) && Compared(first, item, comparison) is { } both && Shown(both, comparison, show)) changed.Add(both);
        }

        var sorted = changed.OrderByDescending(c => Math.Abs(c.CandidateScore - c.BaseScore)).ToList();
        return TypedResults.Ok(new ComparisonInfo(comparison, [.. sorted.Skip(after).Take(limit)], sorted.Count > after + limit ? $"{after + limit}" : null));
    }

    private static ComparedItem? Compared(EvaluatedItem first, EvaluatedItem second, TaskComparison comparison)
    {
        // A judged lead is over a base that ties with itself.
        var start = first.Scores.TryGetValue(comparison.Metric, out var known) ? known : comparison.Metric == Judging.JudgePairs.Metric ? 0.5 : (double?)null;
        return start is { } before && second.Scores.TryGetValue(comparison.Metric, out var now)
            ? new ComparedItem(first.Id, first.Group, first.Question, first.Expected, first.Answer, before, second.Answer, now, second.Contaminated, second.Judged)
            : null;
    }

    private static bool Shown(ComparedItem item, TaskComparison comparison, string show)
    {
        var gain = (item.CandidateScore - item.BaseScore) * (comparison.LowerIsBetter ? -1 : 1);
        return show switch
        {
            "better" => gain > 0,
            "worse" => gain < 0,
            "all" => true,
            _ => gain != 0,
        };
    }

    private static bool Shown(EvaluatedItem item, EvaluationResult result, string show)
    {
        if (show is not ("right" or "wrong")) return true;
        var primary = result.Scores.FirstOrDefault(s => s.Task == item.Task)?.Primary;
        return primary is not null && item.Scores.TryGetValue(primary, out var score) && (show == "right" ? score >= 0.5 : score < 0.5);
    }

    private static async Task<EvaluationResult> ResultAsync(string id, Caller caller, EvaluationStore store, EvaluationReaders readers, CancellationToken cancellation)
    {
        var record = await store.FindAsync(id, cancellation) ?? throw EvaluationErrors.NotFound(id);
        if (!await readers.AdmitAsync(record, caller, cancellation)) throw EvaluationErrors.ItemsClosed(id);
        return EvaluationStore.ReadResult(record) ?? throw EvaluationErrors.NotEnded(record.Name);
    }
}
