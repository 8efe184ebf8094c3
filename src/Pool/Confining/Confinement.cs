using Microsoft.Extensions.Options;
using Onebox.Pool.Inventory;

namespace Onebox.Pool.Confining;

/// <summary>Takes the best confinement that this machine lets us have, once.</summary>
internal sealed class Confinement(MachineFiles files, NodeIdentity node, IOptions<PoolOptions> options) : IConfinement, IDisposable
{
    private readonly Lazy<IConfinement> _chosen = new(() => Choose(files, node, options.Value));

    public string Description => _chosen.Value.Description;

    public WorkerCgroup? Create(string workerId, WorkerLimits limits) => _chosen.Value.Create(workerId, limits);

    public void Dispose()
    {
        if (_chosen.IsValueCreated) (_chosen.Value as IDisposable)?.Dispose();
    }

    private static IConfinement Choose(MachineFiles files, NodeIdentity node, PoolOptions options)
    {
        if (!options.UseCgroups) return new NoConfinement("switched off by Onebox:Pool:UseCgroups");
        if (CgroupV2.TryUse(files, out var why) is { } v2) return v2;
        if (CgroupV1.TryUse(files, $"onebox-{node.Id[^8..]}") is { } v1) return v1;
        return new NoConfinement(why);
    }
}
