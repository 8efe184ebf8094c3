using System.Collections.Concurrent;
using Onebox.Training.Store;

namespace Onebox.Training.Running;

/// <summary>The runs whose tasks are under way on this host.</summary>
internal sealed class LiveRuns(RunStore store, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, LiveRun> _runs = new(StringComparer.Ordinal);

    public LiveRun? Find(string id) => _runs.GetValueOrDefault(id);

    public async Task<LiveRun> OpenAsync(string id)
    {
        var live = new LiveRun(await store.RequireAsync(id), store, clock);
        _runs[id] = live;
        return live;
    }

    public void Close(LiveRun live)
    {
        _runs.TryRemove(KeyValuePair.Create(live.Id, live));
        live.Changed();
    }
}
