using Microsoft.Extensions.Options;
using Onebox.Kernel.Files;

namespace Onebox.Knowledge.Ingestion;

/// <param name="Origin">Its path.</param>
/// <param name="Source">The folder or file that was named.</param>
/// <param name="Name">The path below the folder; a file's own name.</param>
internal sealed record ListedFile(string Origin, string Source, string Name);

/// <summary>Which files a source holds. Hidden ones, those that an office program keeps beside an open file, and links are passed over.</summary>
internal sealed class FileListing(DataFolder data, IOptions<KnowledgeOptions> options)
{
    /// <exception cref="Kernel.ProblemException">It is not there, not readable, or not for documents.</exception>
    public void Check(string source, string? ownFiles = null)
    {
        var path = Path.GetFullPath(source);
        var mine = data.Path + Path.DirectorySeparatorChar;
        var inOwn = ownFiles is not null && path.StartsWith(ownFiles, StringComparison.Ordinal);
        if ((path + Path.DirectorySeparatorChar).StartsWith(mine, StringComparison.Ordinal) && !inOwn) throw KnowledgeErrors.PathForbidden(source);
        if (options.Value.Roots.Count > 0 && !inOwn && !options.Value.Roots.Any(r => (path + '/').StartsWith(Path.GetFullPath(r).TrimEnd('/') + "/", StringComparison.Ordinal))) throw KnowledgeErrors.PathForbidden(source);
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

    /// <returns>In the order of their names; nothing for a source that is gone.</returns>
    public IReadOnlyList<ListedFile> Of(string source)
    {
        if (File.Exists(source)) return [new ListedFile(source, source, Path.GetFileName(source))];
        if (!Directory.Exists(source)) return [];
        var mine = data.Path + Path.DirectorySeparatorChar;
        var walk = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device };
        return [.. Directory.EnumerateFiles(source, "*", walk)
            .Where(path => source.StartsWith(mine, StringComparison.Ordinal) || !path.StartsWith(mine, StringComparison.Ordinal))
            .Select(path => new ListedFile(path, source, Path.GetRelativePath(source, path).Replace('\\', '/')))
            .Where(file => !file.Name.Split('/').Any(part => part.StartsWith('.') || part.StartsWith("~$", StringComparison.Ordinal)))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Take(options.Value.MaxFiles)];
    }
}
