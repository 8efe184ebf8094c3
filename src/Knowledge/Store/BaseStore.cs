using Microsoft.EntityFrameworkCore;
using Onebox.Kernel;
using Onebox.Kernel.Records;

namespace Onebox.Knowledge.Store;

/// <summary>Keeps the records of knowledge bases and of what they are filled from.</summary>
internal sealed class BaseStore(IDbContextFactory<KnowledgeContext> contexts)
{
    public async Task<BaseRecord?> FindAsync(string nameOrId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return Ids.Is(nameOrId, ResourceKinds.KnowledgeBase)
            ? await context.Bases.AsNoTracking().FirstOrDefaultAsync(b => b.Id == nameOrId, cancellation)
            : await context.Bases.AsNoTracking().FirstOrDefaultAsync(b => b.Name == nameOrId, cancellation);
    }

    public async Task<BaseRecord> GetAsync(string nameOrId, CancellationToken cancellation) => await FindAsync(nameOrId, cancellation) ?? throw KnowledgeErrors.NotFound(nameOrId);

    public async Task<IReadOnlyList<BaseRecord>> ListAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Bases.AsNoTracking().OrderBy(b => b.Name).ToListAsync(cancellation);
    }

    /// <exception cref="ProblemException"><c>knowledge.name_taken</c>.</exception>
    public async Task AddAsync(BaseRecord record, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.Bases.AnyAsync(b => b.Name == record.Name, cancellation)) throw KnowledgeErrors.NameTaken(record.Name);
        context.Bases.Add(record);
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException error) when (!cancellation.IsCancellationRequested && !RecordsFault.IsDiskFull(error))
        {
            // Another request took the name in between.
            throw KnowledgeErrors.NameTaken(record.Name);
        }
    }

    public async Task SetFusionAsync(string id, string fusion, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Bases.Where(b => b.Id == id).ExecuteUpdateAsync(set => set.SetProperty(b => b.Fusion, fusion), cancellation);
    }

    public async Task SetSettingsAsync(string id, string? description, string settings, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Bases.Where(b => b.Id == id).ExecuteUpdateAsync(set => set.SetProperty(b => b.Settings, settings).SetProperty(b => b.Description, description), cancellation);
    }

    public async Task SetEmbeddingAsync(string id, string settings, int dimensions, string fusion, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Bases.Where(b => b.Id == id).ExecuteUpdateAsync(set => set.SetProperty(b => b.Settings, settings).SetProperty(b => b.Dimensions, dimensions).SetProperty(b => b.Fusion, fusion), cancellation);
    }

    public async Task RemoveAsync(string id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Sources.Where(s => s.BaseId == id).ExecuteDeleteAsync(cancellation);
        await context.Bases.Where(b => b.Id == id).ExecuteDeleteAsync(cancellation);
    }

    public async Task PutSourcesAsync(IReadOnlyList<SourceRecord> sources, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        foreach (var source in sources)
        {
            if (await context.Sources.FirstOrDefaultAsync(s => s.BaseId == source.BaseId && s.Path == source.Path, cancellation) is { } known)
                (known.Watched, known.Readers, known.Tags, known.Owner) = (known.Watched || source.Watched, source.Readers, source.Tags, source.Owner);
            else
                context.Sources.Add(source);
        }

        await context.SaveChangesAsync(cancellation);
    }

    public async Task RemoveSourceAsync(string baseId, string path, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Sources.Where(s => s.BaseId == baseId && s.Path == path).ExecuteDeleteAsync(cancellation);
    }

    public async Task<IReadOnlyList<SourceRecord>> SourcesAsync(string? baseId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Sources.AsNoTracking().Where(s => baseId == null || s.BaseId == baseId).OrderBy(s => s.Path).ToListAsync(cancellation);
    }
}
