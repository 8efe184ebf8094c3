using Microsoft.EntityFrameworkCore;

namespace Onebox.Catalog.Store;

/// <summary>Keeps the records of uploads.</summary>
internal sealed class UploadStore(IDbContextFactory<CatalogContext> contexts)
{
    public async Task AddAsync(UploadRecord upload, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        context.Uploads.Add(upload);
        await context.SaveChangesAsync(cancellation);
    }

    public async Task<UploadRecord?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Uploads.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, cancellation);
    }

    public async Task<IReadOnlyList<UploadRecord>> ListAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Uploads.AsNoTracking().ToListAsync(cancellation);
    }

    /// <summary>Acknowledges bytes that are on the disk.</summary>
    public async Task AdvanceAsync(string id, long offset, DateTimeOffset expiresAt)
    {
        await using var context = await contexts.CreateDbContextAsync();
        await context.Uploads.Where(u => u.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(u => u.OffsetBytes, offset)
            .SetProperty(u => u.ExpiresAt, expiresAt));
    }

    public async Task RemoveAsync(string id)
    {
        await using var context = await contexts.CreateDbContextAsync();
        await context.Uploads.Where(u => u.Id == id).ExecuteDeleteAsync();
    }
}
