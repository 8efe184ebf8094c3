using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.Ingestion;

/// <summary>A file that is gone and one that is new, with the same bytes, are one that was renamed or moved: it keeps its document, is not read again, and its history goes on.</summary>
internal static class FollowRenames
{
    /// <param name="files">What the sources hold now.</param>
    /// <param name="gone">Documents whose files are gone; those that were renamed are taken off.</param>
    /// <returns>How many were renamed.</returns>
    public static async Task<int> RunAsync(OpenBase target, IReadOnlyList<ListedFile> files, List<StoredDocument> gone, DateTimeOffset now, CancellationToken cancellation)
    {
        if (gone.Count == 0) return 0;
        var known = target.Index.View.Documents.Select(d => d.Origin).ToHashSet(StringComparer.Ordinal);
        var renamed = new List<(StoredDocument Before, ListedFile Now)>();
        foreach (var file in files.Where(f => !known.Contains(f.Origin)))
        {
            if (await MatchAsync(file, gone, cancellation) is not { } before) continue;
            gone.Remove(before);
            renamed.Add((before, file));
        }

        if (renamed.Count > 0) await target.Index.WriteAsync((connection, _) => renamed.ForEach(r => DocumentWriter.Rename(connection, r.Before, r.Now.Origin, r.Now.Source, r.Now.Name, now)), cancellation);
        return renamed.Count;
    }

    // The size is known for nothing; only where one fits are the bytes looked at. Another ending may mean another reading.
    private static async Task<StoredDocument?> MatchAsync(ListedFile file, List<StoredDocument> gone, CancellationToken cancellation)
    {
        try
        {
            var size = new FileInfo(file.Origin).Length;
            if (size == 0) return null;
            var alike = gone.FindAll(d => d.SizeBytes == size && string.Equals(Path.GetExtension(d.Name), Path.GetExtension(file.Name), StringComparison.OrdinalIgnoreCase));
            if (alike.Count == 0) return null;
            var hash = await IngestFile.HashAsync(file.Origin, cancellation);
            return alike.Find(d => d.Sha256 == hash);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Reading it fails again later, with its reason.
            return null;
        }
    }
}
