using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;
using Onebox.Knowledge.Store;

namespace Onebox.Knowledge;

/// <summary>Finds knowledge bases by name for the one search over everything. What is in them is found by searching them.</summary>
internal sealed class KnowledgeSearch(BaseStore store) : ISearchSource
{
    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(string text, Caller caller, int limit, CancellationToken cancellation)
    {
        if (!caller.May(Actions.KnowledgeRead)) return [];
        var bases = await store.ListAsync(cancellation);
        return [.. bases.Select(b => new SearchHit(b.Id, "knowledge", b.Name, b.Description, Math.Max(SearchScore.Of(b.Name, text), SearchScore.Of(b.Id, text)), $"/knowledge/{b.Name}")).Where(h => h.Score > 0).OrderByDescending(h => h.Score).Take(limit)];
    }
}
