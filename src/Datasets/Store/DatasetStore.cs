using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Onebox.Api;
using Onebox.Api.Datasets;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;
using Onebox.Kernel.Ports;

namespace Onebox.Datasets.Store;

/// <summary>Keeps the records of datasets and versions.</summary>
internal sealed class DatasetStore(IDbContextFactory<DatasetsContext> contexts, DataFolder data, Ids ids, TimeProvider clock) : IDatasets, IResourceReaders
{
    private const int ReserveAttempts = 5;

    public async Task<DatasetVersion?> FindAsync(string reference, Caller caller, CancellationToken cancellation = default) =>
        (await FindRecordAsync(reference, caller, cancellation))?.ToVersion(data.Datasets);

    public async Task<DatasetVersion> RequireAsync(string reference, Caller caller, CancellationToken cancellation = default)
    {
        var version = await FindAsync(reference, caller, cancellation) ?? throw DatasetsErrors.NotFound(reference);
        return version.State == DatasetState.Ready ? version : throw DatasetsErrors.NotReady(version.Reference);
    }

    public async Task<bool> MayReadAsync(IEnumerable<string> ids, Caller caller, CancellationToken cancellation = default)
    {
        foreach (var id in ids)
        {
            if (!Readers.Admit(Readers.Parse(await ReadersAsync(id, cancellation)), caller)) return false;
        }

        return true;
    }

    public async ValueTask<bool> MayKnowAsync(string resourceId, Caller caller, CancellationToken cancellation) =>
        !(Ids.Is(resourceId, ResourceKinds.Dataset) || Ids.Is(resourceId, ResourceKinds.DatasetVersion)) || await MayReadAsync([resourceId], caller, cancellation);

    public async Task<DatasetVersion?> RequireReadableAsync(string path, Caller caller, CancellationToken cancellation = default)
    {
        if (!data.Holds(path)) return null;
        var folder = Path.GetRelativePath(RealPath.Of(data.Datasets), RealPath.Of(path)).Split('/')[0];
        if (Ids.Is(folder, ResourceKinds.DatasetVersion) && await FindRecordAsync(folder, cancellation) is { } record)
            return Readers.Admit(Readers.Parse(record.Dataset!.Readers), caller) ? record.ToVersion(data.Datasets) : throw DatasetsErrors.NotFound(path);
        // Answers, files of other users, keys: who may see them is not for a path to say.
        return Readers.IsOwner(caller) ? null : throw DatasetsErrors.NotASource(path);
    }

    public async Task<IReadOnlyList<DatasetVersion>> ListAsync(Caller caller, CancellationToken cancellation = default) =>
        [.. (await ListRecordsAsync(cancellation)).Select(v => v.ToVersion(data.Datasets)).Where(v => v.MayBeReadBy(caller))];

    public async Task<IReadOnlyList<VersionRecord>> ListRecordsAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Versions.AsNoTracking().OrderBy(v => v.Dataset!.Name).ThenByDescending(v => v.Number).ToListAsync(cancellation);
    }

    /// <summary>As <see cref="FindRecordAsync(string, CancellationToken)"/>, for a reader; for others there is none.</summary>
    public async Task<VersionRecord?> FindRecordAsync(string reference, Caller caller, CancellationToken cancellation) =>
        await FindRecordAsync(reference, cancellation) is { } record && Readers.Admit(Readers.Parse(record.Dataset!.Readers), caller) ? record : null;

    public async Task<VersionRecord?> FindRecordAsync(string reference, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var versions = context.Versions.AsNoTracking();
        if (Ids.Is(reference, ResourceKinds.DatasetVersion)) return await versions.FirstOrDefaultAsync(v => v.Id == reference, cancellation);
        var (name, number) = Split(reference);
        var of = Ids.Is(name, ResourceKinds.Dataset) ? versions.Where(v => v.DatasetId == name) : versions.Where(v => v.Dataset!.Name == name);
        if (number is { } exact) return await of.FirstOrDefaultAsync(v => v.Number == exact, cancellation);
        return await of.Where(v => v.State == DatasetState.Ready).OrderByDescending(v => v.Number).FirstOrDefaultAsync(cancellation)
            ?? await of.OrderByDescending(v => v.Number).FirstOrDefaultAsync(cancellation);
    }

    public async Task<IReadOnlyList<VersionRecord>> VersionsOfAsync(string datasetId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Versions.AsNoTracking().Where(v => v.DatasetId == datasetId).OrderByDescending(v => v.Number).ToListAsync(cancellation);
    }

    /// <summary>Makes the record of a version that a task is about to fill; again for the same version does nothing.</summary>
    public async Task ReserveAsync(NewVersion version, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await TryReserveAsync(version, cancellation);
                return;
            }
            catch (DbUpdateException) when (attempt < ReserveAttempts && !cancellation.IsCancellationRequested)
            {
                // Another task took the name or the number in between: the next try sees it.
            }
        }
    }

    private async Task TryReserveAsync(NewVersion version, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.Versions.AnyAsync(v => v.Id == version.Id, cancellation)) return;
        var dataset = await context.Datasets.FirstOrDefaultAsync(d => d.Name == version.Name, cancellation);
        if (dataset is null) context.Datasets.Add(dataset = new DatasetRecord { Id = ids.New(ResourceKinds.Dataset), Name = version.Name, CreatedAt = clock.GetUtcNow() });
        if (version.Readers is { } readers) dataset.Readers = Readers.Write(readers);
        context.Versions.Add(new VersionRecord
        {
            Id = version.Id,
            DatasetId = dataset.Id,
            Number = ++dataset.LastNumber,
            State = DatasetState.Importing,
            TaskId = version.TaskId,
            Source = version.Source,
            PreparedFrom = version.PreparedFrom,
            Recipe = version.Recipe,
            CreatedAt = clock.GetUtcNow(),
        });
        await context.SaveChangesAsync(cancellation);
    }

    /// <summary>Makes a version ready, with all its facts, in one transaction.</summary>
    public async Task MakeReadyAsync(string versionId, VersionFacts facts)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var record = await context.Versions.FirstAsync(v => v.Id == versionId);
        record.State = DatasetState.Ready;
        record.Shape = facts.Shape;
        record.RecognizedAs = facts.RecognizedAs;
        record.Confidence = facts.Confidence;
        record.Format = facts.Format;
        record.ContentHash = facts.ContentHash;
        (record.Train, record.Validation, record.Test) = (facts.Rows.Train, facts.Rows.Validation, facts.Rows.Test);
        record.SizeBytes = facts.SizeBytes;
        record.Details = JsonSerializer.Serialize(facts.Details, ApiJson.Default.DatasetDetails);
        record.CreatedAt = clock.GetUtcNow();
        await context.SaveChangesAsync();
    }

    public async Task SetReadersAsync(string datasetId, IReadOnlyList<string> readers)
    {
        var kept = Readers.Write(readers);
        await using var context = await contexts.CreateDbContextAsync();
        await context.Datasets.Where(d => d.Id == datasetId).ExecuteUpdateAsync(set => set.SetProperty(d => d.Readers, kept));
    }

    public async Task SetDetailsAsync(string versionId, DatasetDetails details)
    {
        var json = JsonSerializer.Serialize(details, ApiJson.Default.DatasetDetails);
        await using var context = await contexts.CreateDbContextAsync();
        await context.Versions.Where(v => v.Id == versionId).ExecuteUpdateAsync(set => set.SetProperty(v => v.Details, json));
    }

    /// <summary>Forgets a version, and its dataset with the last one; only who might read them is kept. A number that never was a version's is given back.</summary>
    public async Task RemoveAsync(string versionId)
    {
        await using var context = await contexts.CreateDbContextAsync();
        if (await context.Versions.FirstOrDefaultAsync(v => v.Id == versionId) is not { Dataset: { } dataset } version) return;
        var last = !await context.Versions.AnyAsync(v => v.DatasetId == dataset.Id && v.Id != versionId);
        if (version.State == DatasetState.Importing && dataset.LastNumber == version.Number) dataset.LastNumber--;
        await KeepReadersAsync(versionId, Readers.Parse(dataset.Readers));
        if (last) await KeepReadersAsync(dataset.Id, Readers.Parse(dataset.Readers));
        context.Versions.Remove(version);
        if (last) context.Datasets.Remove(dataset);
        await context.SaveChangesAsync();
    }

    /// <summary>Notes who may know of a version or dataset that is not there: not yet, or no longer.</summary>
    public async Task KeepReadersAsync(string id, IReadOnlyList<string> readers)
    {
        if (Readers.Write(readers) is not { } kept) return;
        await using var context = await contexts.CreateDbContextAsync();
        if (await context.Away.FirstOrDefaultAsync(a => a.Id == id) is { } there) there.Readers = kept;
        else context.Away.Add(new AwayRecord { Id = id, Readers = kept });
        await context.SaveChangesAsync();
    }

    /// <summary>The readers of a dataset or version by its id, also of one that is not there; null: everybody.</summary>
    private async Task<string?> ReadersAsync(string id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var there = Ids.Is(id, ResourceKinds.DatasetVersion) ? context.Versions.Where(v => v.Id == id).Select(v => v.Dataset!) : context.Datasets.Where(d => d.Id == id);
        return await there.AsNoTracking().FirstOrDefaultAsync(cancellation) is { } dataset ? dataset.Readers : await context.Away.Where(a => a.Id == id).Select(a => a.Readers).FirstOrDefaultAsync(cancellation);
    }

    /// <summary><c>name@3</c> → the name and 3.</summary>
    internal static (string Name, int? Number) Split(string reference) =>
        reference.LastIndexOf('@') is > 0 and var at && int.TryParse(reference.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (reference[..at], number)
            : (reference, null);
}

/// <summary>What a task found out about the version it made.</summary>
internal sealed record VersionFacts(
    DatasetShape Shape, string? RecognizedAs, double? Confidence, string? Format, string ContentHash, SplitCounts Rows, long SizeBytes, DatasetDetails Details);

/// <summary>A version that is about to be made.</summary>
/// <param name="Readers">Those of its dataset from now on; null leaves them, which for a new one are everybody.</param>
internal sealed record NewVersion(string Id, string Name, string Source, string TaskId, string? PreparedFrom = null, string? Recipe = null, IReadOnlyList<string>? Readers = null);
