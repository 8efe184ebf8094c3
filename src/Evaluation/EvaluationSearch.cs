using Onebox.Evaluation.Store;
using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;

namespace Onebox.Evaluation;

/// <summary>Finds evaluations by name and id.</summary>
internal sealed class EvaluationSearch(EvaluationStore store, EvaluationReaders readers) : ISearchSource
{
    private const int Recent = 200;

    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(string text, Caller caller, int limit, CancellationToken cancellation)
    {
        if (!caller.May(Actions.ModelsRead)) return [];
        var records = await store.ListAsync(null, Recent, cancellation);
        List<SearchHit> hits = [];
        foreach (var (record, score) in records.Select(r => (Record: r, Score: Math.Max(SearchScore.Of(r.Name, text), SearchScore.Of(r.Id, text)))).Where(r => r.Score > 0).OrderByDescending(r => r.Score))
        {
            if (hits.Count == limit) break;
            // Its name mostly is that of its data.
            if (await readers.AdmitAsync(record, caller, cancellation)) hits.Add(new SearchHit(record.Id, "evaluation", record.Name, record.Result is null ? null : "ended", score, $"/evaluations/{record.Id}"));
        }

        return hits;
    }
}
