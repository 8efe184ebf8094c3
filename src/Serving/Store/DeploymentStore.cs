using Microsoft.EntityFrameworkCore;

namespace Onebox.Serving.Store;

/// <summary>Reads and writes the records of deployments; every write is durable when it returns.</summary>
internal sealed class DeploymentStore(IDbContextFactory<ServingContext> contexts) : IDisposable
{
    // A deployment's keeper and a person's wish may change it at the same moment: one after the other, each on what the other left.
    private readonly SemaphoreSlim _change = new(1, 1);

    public async Task<DeploymentRecord?> FindAsync(string nameOrId, CancellationToken cancellation = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Deployments.AsNoTracking().FirstOrDefaultAsync(d => d.Id == nameOrId || d.Name == nameOrId, cancellation);
    }

    public async Task<IReadOnlyList<DeploymentRecord>> ListAsync(CancellationToken cancellation = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Deployments.AsNoTracking().OrderBy(d => d.Name).ToListAsync(cancellation);
    }

    /// <summary>Adds the deployment, or changes the one of the same name, as <paramref name="change"/> says.</summary>
    /// <param name="change">Gets the one that is there, or null; returns what to keep.</param>
    public async Task<DeploymentRecord> PutAsync(string name, Func<DeploymentRecord?, DeploymentRecord> change, CancellationToken cancellation = default)
    {
        await _change.WaitAsync(cancellation);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var there = await context.Deployments.FirstOrDefaultAsync(d => d.Name == name, cancellation);
            var record = change(there);
            if (there is null) context.Deployments.Add(record);
            await context.SaveChangesAsync(cancellation);
            return record;
        }
        finally
        {
            _change.Release();
        }
    }

    /// <returns>The deployment as it is now; null when it is gone.</returns>
    public async Task<DeploymentRecord?> ChangeAsync(string id, Action<DeploymentRecord> change, CancellationToken cancellation = default)
    {
        await _change.WaitAsync(cancellation);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var record = await context.Deployments.FirstOrDefaultAsync(d => d.Id == id, cancellation);
            if (record is null) return null;
            change(record);
            await context.SaveChangesAsync(cancellation);
            return record;
        }
        finally
        {
            _change.Release();
        }
    }

    public async Task DeleteAsync(string id, CancellationToken cancellation = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Deployments.Where(d => d.Id == id).ExecuteDeleteAsync(cancellation);
    }

    public void Dispose() => _change.Dispose();
}
