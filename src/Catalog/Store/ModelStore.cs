using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Onebox.Kernel;
using Onebox.Kernel.Files;
using Onebox.Kernel.Records;
using Onebox.Weights;

namespace Onebox.Catalog.Store;

/// <summary>Keeps the records of models. Names and contents are unique by the database's own indexes, so that two imports at once settle it there.</summary>
internal sealed class ModelStore(IDbContextFactory<CatalogContext> contexts, DataFolder data) : ICatalog
{
    public async Task<Model?> FindAsync(string nameOrId, CancellationToken cancellation = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var models = context.Models.AsNoTracking();
        var record = Ids.Is(nameOrId, ResourceKinds.Model)
            ? await models.FirstOrDefaultAsync(m => m.Id == nameOrId, cancellation)
            : await models.FirstOrDefaultAsync(m => m.Name == nameOrId, cancellation);
        return record?.ToModel(data.Models);
    }

    public async Task<IReadOnlyList<Model>> ListAsync(CancellationToken cancellation = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var records = await context.Models.AsNoTracking().OrderBy(m => m.Name).ToListAsync(cancellation);
        return [.. records.Select(r => r.ToModel(data.Models))];
    }

    /// <summary>The model that holds this content; null when none does.</summary>
    public async Task<Model?> FindContentAsync(string contentHash, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var record = await context.Models.AsNoTracking().FirstOrDefaultAsync(m => m.ContentHash == contentHash, cancellation);
        return record?.ToModel(data.Models);
    }

    /// <summary>The models that are being imported, each with the task that does it.</summary>
    public async Task<IReadOnlyList<(string ModelId, string TaskId)>> ListImportingAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var records = await context.Models.AsNoTracking().Where(m => m.State == ModelState.Importing).ToListAsync(cancellation);
        return [.. records.Select(r => (r.Id, r.TaskId))];
    }

    /// <summary>Takes the name for a model that is about to be imported; again for the same model does nothing.</summary>
    /// <exception cref="ProblemException"><c>model.name_taken</c>.</exception>
    public async Task ReserveAsync(ModelRecord model, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.Models.AnyAsync(m => m.Id == model.Id, cancellation)) return;
        if (await context.Models.AnyAsync(m => m.Name == model.Name, cancellation)) throw CatalogErrors.NameTaken(model.Name);
        context.Models.Add(model);
        try
        {
            await context.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException error) when (!cancellation.IsCancellationRequested && !RecordsFault.IsDiskFull(error))
        {
            // Another import took the name in between.
            throw CatalogErrors.NameTaken(model.Name);
        }
    }

    /// <summary>Makes an imported model ready, with all its facts, in one transaction.</summary>
    /// <exception cref="DbUpdateException">Another import of the same content was faster.</exception>
    public async Task MakeReadyAsync(string id, string format, string? purpose, string? preset, Architecture facts, IReadOnlyList<StoredFile> files, string contentHash, DateTimeOffset now)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var record = await context.Models.FirstAsync(m => m.Id == id);
        record.State = ModelState.Ready;
        record.Format = format;
        record.Purpose = purpose;
        record.Preset = preset;
        record.Architecture = JsonSerializer.Serialize(facts, ArchitectureJson.Options);
        record.ContentHash = contentHash;
        record.ImportedAt = now;
        record.Files = [.. files.Select((f, i) => new ModelFileRecord { ModelId = id, Position = i, Name = f.Name, SizeBytes = f.SizeBytes, Sha256 = f.Sha256, HoldsWeights = f.HoldsWeights })];
        await context.SaveChangesAsync();
    }

    /// <param name="damage">Null: its files are what was imported.</param>
    public async Task SetDamageAsync(string id, string? damage)
    {
        await using var context = await contexts.CreateDbContextAsync();
        await context.Models.Where(m => m.Id == id && m.State != ModelState.Importing).ExecuteUpdateAsync(set => set
            .SetProperty(m => m.State, damage is null ? ModelState.Ready : ModelState.Damaged)
            .SetProperty(m => m.Damage, damage));
    }

    public async Task RemoveAsync(string id)
    {
        await using var context = await contexts.CreateDbContextAsync();
        await context.Models.Where(m => m.Id == id).ExecuteDeleteAsync();
    }
}
