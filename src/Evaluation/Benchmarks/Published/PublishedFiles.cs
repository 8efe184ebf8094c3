namespace Onebox.Evaluation.Benchmarks.Published;

/// <summary>A file of a benchmark.</summary>
/// <param name="Group">What it stands for where a benchmark has a file for each part, such as MMLU's subjects.</param>
internal sealed record PublishedFile(string Path, string? Group);

/// <summary>Which of the files that people unpack or download hold the questions that are meant, told by the names that publishers give them.</summary>
internal static class PublishedFiles
{
    private const int MostListed = 12;

    // Where the same rows are there in several forms, the first of these is taken.
    private static readonly string[] Endings = [".parquet", ".jsonl", ".ndjson", ".json", ".tsv", ".csv"];

    /// <summary>The files below a folder that can be read and that <paramref name="takes"/> wants; of files that differ in their ending alone, the one that is read best.</summary>
    /// <param name="takes">Given the path below the folder, with <c>/</c>.</param>
    public static IReadOnlyList<string> All(string folder, Func<string, bool>? takes = null) =>
    [
        .. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint, MaxRecursionDepth = 8 })
            .Where(f => Endings.Contains(Path.GetExtension(f).ToLowerInvariant()))
            // macOS leaves a shadow of each file in archives.
            .Where(f => !Below(folder, f).StartsWith("__MACOSX/", StringComparison.Ordinal) && (takes is null || takes(Below(folder, f))))
            .GroupBy(f => Path.ChangeExtension(f, null), StringComparer.Ordinal)
            .Select(same => same.MinBy(f => Array.IndexOf(Endings, Path.GetExtension(f).ToLowerInvariant()))!)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Those of the first split of which there are any; all when no name tells a split.</summary>
    /// <param name="splits">Words of a name, lower-case.</param>
    public static IReadOnlyList<string> OfSplit(string folder, IReadOnlyList<string> files, IReadOnlyList<string> splits, bool orAll = true)
    {
        foreach (var split in splits)
        {
            List<string> found = [.. files.Where(f => Words(Below(folder, f)).Contains(split))];
            if (found.Count > 0) return found;
        }

        return orAll ? files : [];
    }

    /// <summary>Where a benchmark is one file, or the numbered parts of one.</summary>
    /// <exception cref="Kernel.ProblemException">There is none, or it is not clear which.</exception>
    public static IReadOnlyList<string> One(string folder, IReadOnlyList<string> files, string name)
    {
        if (files.Count == 0) throw EvaluationErrors.NoFileOf(name, folder, "no file that can be read (.jsonl, .json, .csv, .tsv, .parquet) in it is one");
        var whole = files.GroupBy(f => WithoutNumbers(f), StringComparer.Ordinal).ToList();
        return whole.Count == 1 ? files : throw EvaluationErrors.NoFileOf(name, folder, $"it could be any of {string.Join(", ", files.Take(MostListed).Select(f => Below(folder, f)))}{(files.Count > MostListed ? $" and {files.Count - MostListed} others" : "")}: name one");
    }

    public static string Below(string folder, string file) => Path.GetRelativePath(folder, file).Replace('\\', '/');

    /// <summary>The words of a path: <c>data/ARC-Easy-Test.jsonl</c> has data, arc, easy, test, jsonl.</summary>
    public static IReadOnlySet<string> Words(string path) => path.ToLowerInvariant().Split(['/', '-', '_', '.', ' '], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);

    /// <summary>A sibling of the file in which one word of its name or of its folder's is another: <c>test</c> → <c>train</c>.</summary>
    public static string? Sibling(string path, string word, params ReadOnlySpan<string> others)
    {
        var file = Path.GetFileName(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        foreach (var other in others)
        {
            foreach (var candidate in new[]
            {
                Path.Combine(folder, file.Replace(word, other, StringComparison.Ordinal)),
                Path.Combine(Path.GetDirectoryName(folder) ?? "", Path.GetFileName(folder).Replace(word, other, StringComparison.Ordinal), file.Replace(word, other, StringComparison.Ordinal)),
            })
            {
                if (candidate != Path.GetFullPath(path) && Path.Exists(candidate)) return candidate;
            }
        }

        return null;
    }

    // test-00000-of-00003.parquet and its brothers are one.
    private static string WithoutNumbers(string path) => string.Concat(path.Where(c => !char.IsAsciiDigit(c)));
}
