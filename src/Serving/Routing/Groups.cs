using System.Collections.Concurrent;

namespace Onebox.Serving.Routing;

/// <summary>Every group that lives on this host, by the name that routes use.</summary>
internal sealed class Groups(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, UpstreamGroup> _groups = new(StringComparer.Ordinal);

    /// <summary>How a target names an external engine.</summary>
    public const string EnginePrefix = "engine:";

    public IEnumerable<UpstreamGroup> All => _groups.Values;

    public UpstreamGroup Open(string id, string name) => _groups.GetOrAdd(name, _ => new UpstreamGroup(id, name, clock));

    public UpstreamGroup? Find(string name) => _groups.GetValueOrDefault(name);

    public void Close(string name)
    {
        if (_groups.TryRemove(name, out var group)) group.Publish(new GroupView(Availability.Down, [], "It has been deleted."));
    }
}
