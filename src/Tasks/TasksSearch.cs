using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;
using Onebox.Tasks.Store;

namespace Onebox.Tasks;

/// <summary>Finds tasks by id, title and kind, the newest among equals first.</summary>
internal sealed class TasksSearch(TaskStore store) : ISearchSource
{
    private const int Recent = 500;

    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(string text, Caller caller, int limit, CancellationToken cancellation)
    {
        if (!caller.May(Actions.TasksRead)) return [];
        var tasks = await store.ListAsync(active: false, null, null, null, Recent, cancellation);
        return [.. tasks
            .Select(t => new SearchHit(t.Id, "task", t.Title, $"{t.State}".ToLowerInvariant(), new[] { SearchScore.Of(t.Id, text), SearchScore.Of(t.Title, text), SearchScore.Of(t.Kind, text) }.Max(), $"/tasks/{t.Id}"))
            .Where(h => h.Score > 0)
            .OrderByDescending(h => h.Score)
            .Take(limit)];
    }
}
