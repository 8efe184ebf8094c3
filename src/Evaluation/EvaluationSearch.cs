using Onebox.Evaluation.Store;
using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;

namespace Onebox.Evaluation;

/// <summary>Finds evaluations by name and id.</summary>
internal sealed class EvaluationSearch(EvaluationStore store) : ISearchSource
{
    private const int Recent = 200;

    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(string text, Caller caller, int limit, CancellationToken cancellation)
    {
        if (!caller.May(Actions.ModelsRead)) return [];
        var records = await store.ListAsync(null, Recent, cancellation);
        return [.. records
            .Select(r => new SearchHit(r.Id, "evaluation", r.Name, r.Result is null ? null : "ended", Math.Max(SearchScore.Of(r.Name, text), SearchScore.Of(r.Id, text)), $"/evaluations/{r.Id}"))
            .Where(h => h.Score > 0)
            .OrderByDescending(h => h.Score)
            .Take(limit)];
    }
}
