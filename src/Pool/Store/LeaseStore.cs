using Microsoft.EntityFrameworkCore;

namespace Onebox.Pool.Store;

/// <summary>Reads and writes the records of leases; every write is durable when it returns, a lease with all its slices or not at all.</summary>
internal sealed class LeaseStore(IDbContextFactory<PoolContext> contexts)
{
    public async Task<IReadOnlyList<LeaseRecord>> ListAsync(CancellationToken cancellation = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Leases.AsNoTracking().Include(l => l.Slices).OrderBy(l => l.Id).ToListAsync(cancellation);
    }

    public async Task AddAsync(LeaseRecord lease, CancellationToken cancellation = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        context.Leases.Add(lease);
        await context.SaveChangesAsync(cancellation);
    }

    public async Task<bool> RemoveAsync(string leaseId, CancellationToken cancellation = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Leases.Where(l => l.Id == leaseId).ExecuteDeleteAsync(cancellation) > 0;
    }

    /// <summary>Drops every lease of a node; says how many there were.</summary>
    public async Task<int> RemoveOfNodeAsync(string nodeId, CancellationToken cancellation = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Leases.Where(l => l.NodeId == nodeId).ExecuteDeleteAsync(cancellation);
    }
}
