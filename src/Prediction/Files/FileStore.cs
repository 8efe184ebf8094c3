using Microsoft.EntityFrameworkCore;
using Onebox.Datasets;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;
using Onebox.Kernel.Ports;
using Onebox.Prediction.Store;

namespace Onebox.Prediction.Files;

/// <summary>Files that clients send and that batches make: each user sees their own, and reads those with answers to a dataset's rows as long as they are a reader of it. A file is there whole or not at all.</summary>
internal sealed class FileStore(IDbContextFactory<PredictionContext> contexts, IDatasets datasets, DataFolder data, Ids ids, TimeProvider clock) : IClientFiles
{
    // OpenAI's ids have a dash; ours sort by the time they were made.
    public string NewId() => string.Concat("file-", ids.New("f").AsSpan(2));

    public string PathOf(string id) => Path.Combine(data.Folder("files"), id);

    /// <summary>Notes a file whose bytes lie at <see cref="PathOf"/>; noting it again changes nothing.</summary>
    /// <param name="versionId">The version of a dataset whose rows are answered in it.</param>
    public async Task<FileRecord> AddAsync(string id, string userId, string fileName, string purpose, CancellationToken cancellation, string? versionId = null)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.Files.FirstOrDefaultAsync(f => f.Id == id, cancellation) is { } there) return there;
        var record = new FileRecord { Id = id, UserId = userId, FileName = fileName, Purpose = purpose, VersionId = versionId, Bytes = new FileInfo(PathOf(id)).Length, CreatedAt = clock.GetUtcNow() };
        context.Files.Add(record);
        await context.SaveChangesAsync(cancellation);
        return record;
    }

    /// <exception cref="ProblemException"><c>file_not_found</c>: there is none, or it is another user's.</exception>
    public async Task<FileRecord> RequireAsync(string id, string userId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Files.AsNoTracking().FirstOrDefaultAsync(f => f.Id == id && f.UserId == userId, cancellation) ?? throw PredictionErrors.NoFile(id);
    }

    /// <summary>As <see cref="RequireAsync"/>, to read what is in it.</summary>
    /// <exception cref="ProblemException"><c>file_not_found</c>; <c>file_closed</c>: the caller is no reader, or no longer, of the dataset that it is about.</exception>
    public async Task<FileRecord> RequireReadableAsync(string id, Caller caller, CancellationToken cancellation)
    {
        var file = await RequireAsync(id, caller.UserId, cancellation);
        return file.VersionId is null || await datasets.MayReadAsync([file.VersionId], caller, cancellation) ? file : throw PredictionErrors.FileClosed(id);
    }

    public async Task<ClientFile?> FindAsync(string id, Caller caller, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (!await context.Files.AnyAsync(f => f.Id == id && f.UserId == caller.UserId, cancellation)) return null;
        var file = await RequireReadableAsync(id, caller, cancellation);
        return new ClientFile(file.Id, file.FileName, PathOf(file.Id), file.Bytes);
    }

    public async Task<IReadOnlyList<FileRecord>> ListAsync(string userId, string? purpose, string? after, int limit, bool ascending, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var query = context.Files.AsNoTracking().Where(f => f.UserId == userId && (purpose == null || f.Purpose == purpose));
#pragma warning disable CA1309 // The database compares; ids are ASCII, so that every collation agrees.
        if (after is not null) query = ascending ? query.Where(f => string.Compare(f.Id, after) > 0) : query.Where(f => string.Compare(f.Id, after) < 0);
#pragma warning restore CA1309
        return await (ascending ? query.OrderBy(f => f.Id) : query.OrderByDescending(f => f.Id)).Take(limit).ToListAsync(cancellation);
    }

    public async Task DeleteAsync(string id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await context.Files.Where(f => f.Id == id).ExecuteDeleteAsync(cancellation);
        File.Delete(PathOf(id));
    }
}
