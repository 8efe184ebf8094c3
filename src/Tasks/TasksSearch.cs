using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;
using Onebox.Tasks.Store;

namespace Onebox.Tasks;

/// <summary>Finds tasks by id, title and kind, the newest among equals first.</summary>
internal sealed class TasksSearch(TaskStore store, TaskReaders readers) : ISearchSource
{
    private const int Recent = 500;

    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(string text, Caller caller, int limit, CancellationToken cancellation)
    {
        if (!caller.May(Actions.TasksRead)) return [];
        var found = (await store.ListAsync(active: false, null, null, null, Recent, cancellation))
            .Select(t => (Task: t, Score: new[] { SearchScore.Of(t.Id, text), SearchScore.Of(t.Title, text), SearchScore.Of(t.Kind, text) }.Max()))
            .Where(t => t.Score > 0)
            .OrderByDescending(t => t.Score);
        List<SearchHit> hits = [];
        foreach (var (task, score) in found)
        {
            if (hits.Count == limit) break;
            if (await readers.AdmitAsync(task.ToInfo(), caller, cancellation)) hits.Add(new SearchHit(task.Id, "task", task.Title, $"{task.State}".ToLowerInvariant(), score, $"/tasks/{task.Id}"));
        }

        return hits;
    }
}
