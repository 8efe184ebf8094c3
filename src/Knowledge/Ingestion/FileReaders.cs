using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Store;

namespace Onebox.Knowledge.Ingestion;

/// <param name="Readers">In order; none: everyone.</param>
/// <param name="Tags">In order.</param>
internal sealed record FileLabels(string[] Readers, string[] Tags);

/// <summary>
/// Who may read a file's document, and its tags. Adding a folder once more says nothing of readers unless it names them: what was closed stays closed. Of folders within each other the
/// inner one decides, whichever is looked at first. Nobody changes the readers of what they may not read themselves.
/// </summary>
internal sealed class FileReaders(IReadOnlyList<SourceRecord> sources, IngestInput input, Readership asker)
{
    public FileLabels Of(ListedFile file, StoredDocument? before)
    {
        if (before is not null && (input.Readers is null || !asker.MayRead(before))) return new FileLabels(before.Readers, Ordered(input.Tags) ?? before.Tags);
        var source = SourceOf(file.Origin);
        return new FileLabels(Ordered(input.Readers) ?? Words(source?.Readers), Ordered(input.Tags) ?? before?.Tags ?? Words(source?.Tags));
    }

    /// <summary>A folder's path as a task may tell it: everybody sees tasks.</summary>
    public string Told(string path) => SourceOf(path) is { Readers.Length: > 0 } ? "A folder that not everybody may read" : path;

    private SourceRecord? SourceOf(string path) => sources.Where(s => path == s.Path || Mounts.Holds(s.Path, path)).MaxBy(s => s.Path.Length);

    private static string[]? Ordered(IEnumerable<string>? words) => words is null ? null : [.. words.Order(StringComparer.Ordinal)];

    private static string[] Words(string? words) => Ordered(words?.Split(' ', StringSplitOptions.RemoveEmptyEntries)) ?? [];
}
