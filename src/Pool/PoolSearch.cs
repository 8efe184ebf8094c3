using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;

namespace Onebox.Pool;

/// <summary>Finds nodes, devices and workers by id, name and kind.</summary>
internal sealed class PoolSearch(IPool pool) : ISearchSource
{
    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(string text, Caller caller, int limit, CancellationToken cancellation)
    {
        if (!caller.May(Actions.PoolRead)) return [];
        var now = await pool.ReadAsync(cancellation);
        var nodes = now.Nodes.Select(n => Hit(n.Id, "node", n.Name, n.OperatingSystem, text, n.Name));
        var devices = now.Nodes.SelectMany(n => n.Devices.Select(d => Hit(d.Id, "device", d.Name, $"{d.Kind} of {n.Name}", text, d.Name, d.Kind, d.PciAddress)));
        var workers = now.Workers.Select(w => Hit(w.Id, "worker", $"{w.Kind} worker", w.State, text, w.Kind, w.OwnerId));
        return [.. nodes.Concat(devices).Concat(workers).Where(h => h.Score > 0).OrderByDescending(h => h.Score).Take(limit)];
    }

    private static SearchHit Hit(string id, string kind, string name, string summary, string typed, params string?[] names) =>
        new(id, kind, name, summary, names.Append(id).Max(n => SearchScore.Of(n, typed)), "/pool");
}
