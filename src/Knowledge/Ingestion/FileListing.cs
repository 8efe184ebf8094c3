using Microsoft.Extensions.Options;
using Onebox.Kernel.Files;

namespace Onebox.Knowledge.Ingestion;

/// <param name="Origin">Its path.</param>
/// <param name="Source">The folder or file that was named.</param>
/// <param name="Name">The path below the folder; a file's own name.</param>
internal sealed record ListedFile(string Origin, string Source, string Name);

/// <param name="Closed">Folders of which it cannot be said now what they hold: gone with their disk, or not readable.</param>
/// <param name="PassedOver">Hidden files and folders, links, and what programs keep beside a file that is open.</param>
/// <param name="TooMany">Files beyond <see cref="KnowledgeOptions.MaxFiles"/>.</param>
internal sealed record SourceListing(IReadOnlyList<ListedFile> Files, IReadOnlyList<string> Closed, int PassedOver = 0, int TooMany = 0);

/// <summary>
/// Which files a source holds. Hidden ones, those that an office program keeps beside an open file, and links are passed over. A folder that cannot be looked into is listed like a file, so
/// that it is named among what failed.
/// </summary>
internal sealed class FileListing(DataFolder data, IOptions<KnowledgeOptions> options)
{
    private static readonly EnumerationOptions Everything = new() { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Device };
    private static readonly string[] PassingEndings = [".tmp", ".swp", ".part", ".crdownload"];

    /// <exception cref="Kernel.ProblemException">It is not there, not readable, or not for documents.</exception>
    public void Check(string source, string? ownFiles = null)
    {
        var path = RealPath.Of(source);
        bool LiesIn(string folder) => (path + '/').StartsWith(RealPath.Of(folder).TrimEnd('/') + "/", StringComparison.Ordinal);
        var inOwn = ownFiles is not null && LiesIn(ownFiles);
        if (LiesIn(data.Path) && !inOwn) throw KnowledgeErrors.PathForbidden(source);
        if (options.Value.Roots.Count > 0 && !inOwn && !options.Value.Roots.Any(LiesIn)) throw KnowledgeErrors.PathForbidden(source);
        if (!Path.Exists(path)) throw KnowledgeErrors.PathNotFound(source);
        try
        {
            // Asked for its first entry, a folder tells whether it can be read.
            if (Directory.Exists(path)) _ = Directory.EnumerateFileSystemEntries(path).Any();
            else File.OpenHandle(path).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw KnowledgeErrors.Unreadable(source, error.Message);
        }
    }

    /// <returns>Files in the order of their names, and what could not be looked into.</returns>
    public SourceListing Of(string source)
    {
        if (File.Exists(source)) return new SourceListing([new ListedFile(source, source, Path.GetFileName(source))], []);
        List<ListedFile> files = [];
        var (closed, passedOver) = (new List<string>(), 0);
        // A folder that is gone may come back with its disk, and so may the one that held a file; a file that is gone from its folder was deleted.
        if (Directory.Exists(source)) Walk(source, source, files, closed, ref passedOver);
        else closed.Add(Directory.Exists(Path.GetDirectoryName(source)) ? source : Path.GetDirectoryName(source) ?? source);
        files.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        var tooMany = Math.Max(0, files.Count - options.Value.MaxFiles);
        files.RemoveRange(files.Count - tooMany, tooMany);
        return new SourceListing(files, closed, passedOver, tooMany);
    }

    private void Walk(string source, string folder, List<ListedFile> files, List<string> closed, ref int passedOver)
    {
        string NameOf(string path) => Path.GetRelativePath(source, path).Replace('\\', '/');
        try
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything))
            {
                if (IsPassing(entry.Name) || IsLink(entry)) passedOver++;
                else if (entry is FileInfo) files.Add(new ListedFile(entry.FullName, source, NameOf(entry.FullName)));
                else if (RealPath.Of(entry.FullName) != RealPath.Of(data.Path)) Walk(source, entry.FullName, files, closed, ref passedOver);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            closed.Add(folder);
            if (folder != source) files.Add(new ListedFile(folder, source, NameOf(folder) + '/'));
        }
    }

    // All bits of one that cannot be looked at: its name is no UTF-8, or it is gone.
    private static bool IsLink(FileSystemInfo entry) => entry.Attributes is var attributes && attributes != (FileAttributes)(-1) && attributes.HasFlag(FileAttributes.ReparsePoint);

    /// <summary>Hidden, or what programs keep beside a file while they save or fetch it.</summary>
    private static bool IsPassing(string name) =>
        name.StartsWith('.') || name.StartsWith("~$", StringComparison.Ordinal) || name.EndsWith('~') || (name.StartsWith('#') && name.EndsWith('#'))
        || PassingEndings.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));
}
