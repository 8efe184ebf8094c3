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
        var source = sources.Where(s => file.Origin == s.Path || Mounts.Holds(s.Path, file.Origin)).MaxBy(s => s.Path.Length);
        return new FileLabels(Ordered(input.Readers) ?? Words(source?.Readers), Ordered(input.Tags) ?? before?.Tags ?? Words(source?.Tags));
    }

    private static string[]? Ordered(IEnumerable<string>? words) => words is null ? null : [.. words.Order(StringComparer.Ordinal)];

    private static string[] Words(string? words) => Ordered(words?.Split(' ', StringSplitOptions.RemoveEmptyEntries)) ?? [];
}
