using Microsoft.Extensions.Logging;
using Onebox.Catalog.Importing;
using Onebox.Catalog.Store;
using Onebox.Kernel.Access;
using Onebox.Kernel.Events;
using Onebox.Kernel.Files;
using Onebox.Weights;

namespace Onebox.Catalog;

/// <inheritdoc cref="IProducedModels"/>
internal sealed class AddProduced(ModelStore models, DataFolder data, IAudit audit, IEvents events, TimeProvider clock, ILogger<AddProduced> log) : IProducedModels
{
    public async Task<Model> AddAsync(ProducedModel produced, Caller caller, CancellationToken cancellation = default)
    {
        if (await models.FindAsync(produced.Id, cancellation) is { State: not ModelState.Importing } there) return there;
        await models.ReserveAsync(new ModelRecord { Id = produced.Id, Name = produced.Name, Source = produced.Source, TaskId = produced.TaskId, ImportedAt = clock.GetUtcNow() }, cancellation);
        var staging = new Staging(data, produced.Id);
        try
        {
            await TakeAsync(produced, staging, cancellation);
        }
        catch
        {
            // The name is free again; files that were moved go back to their maker.
            await models.RemoveAsync(produced.Id);
            if (Directory.Exists(staging.FinalFolder)) DurableFile.Move(staging.FinalFolder, produced.Folder);
            throw;
        }

        var model = (await models.FindAsync(produced.Id, CancellationToken.None))!;
        await audit.WriteAsync(caller, "model.produced", model.Id, $"{model.Name} by {model.Source}, content {model.ContentHash}", CancellationToken.None);
        events.Publish(new ModelImported(model.Id, model.Name));
        log.Imported(model.Id, model.Name, model.SizeBytes, model.Files.Count);
        return model;
    }

    private async Task TakeAsync(ProducedModel produced, Staging staging, CancellationToken cancellation)
    {
        var folder = Directory.Exists(staging.FinalFolder) ? staging.FinalFolder : produced.Folder;
        var taken = new List<TakenFile>();
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            var hash = await new ContentHasher(clock, new HashedBytes(static _ => { })).HashFileAsync(path, cancellation);
            taken.Add(new TakenFile(Path.GetFileName(path), hash.Length, hash.Sha256));
        }

        var staged = StagedModel.Inspect(folder, taken);
        if (await models.FindContentAsync(staged.ContentHash, cancellation) is { } same && same.Id != produced.Id) throw ImportErrors.AlreadyHere(same);
        cancellation.ThrowIfCancellationRequested();
        if (folder == produced.Folder)
        {
            foreach (var file in taken) UnixFile.MakeReadOnly(Path.Combine(folder, file.Name));
            DurableFile.SyncFolder(folder);
            DurableFile.Move(folder, staging.FinalFolder);
        }

        await models.MakeReadyAsync(produced.Id, staged.Format, staged.Purpose, preset: null, staged.Architecture, staged.Files, staged.ContentHash, clock.GetUtcNow());
    }
}
