using Onebox.Weights;

namespace Onebox.Catalog.Importing;

/// <summary>Which files of a hub's repository make up the model that was asked for.</summary>
internal static class HubChoice
{
    private const string IndexSuffix = ".safetensors.index.json";

    /// <summary>Configuration and tokenizer files are small; larger ones of such names are something else.</summary>
    private const long MaxCompanionBytes = 256L << 20;

    /// <returns>Weights first.</returns>
    public static IReadOnlyList<HubFile> Of(string repository, IReadOnlyList<HubFile> all, string? asked)
    {
        var models = Models(all);
        if (asked is not null)
        {
            ModelNames.RefusePickleName(asked);
            var chosen = models.FirstOrDefault(m => m.Any(f => f.Path == asked));
            return chosen ?? (all.FirstOrDefault(f => f.Path == asked) is { } single ? [single] : throw ImportErrors.NotInRepository(repository, asked, models.Select(m => m[0].Path)));
        }

        return models switch
        {
            [var only] => only,
            [] => all.FirstOrDefault(f => ModelNames.IsPickleName(f.Path)) is { } pickle ? throw ImportErrors.Pickle(pickle.Path) : throw ImportErrors.NoModel(repository),
            _ => throw ImportErrors.Several(repository, models.Select(m => (m[0].Path, (long?)m.Sum(f => f.SizeBytes)))),
        };
    }

    private static List<IReadOnlyList<HubFile>> Models(IReadOnlyList<HubFile> all)
    {
        var models = new List<IReadOnlyList<HubFile>>();
        foreach (var split in all.Where(f => f.Path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)).GroupBy(f => GgufSplit.ParseFileName(f.Path)?.Prefix ?? f.Path, StringComparer.Ordinal))
            models.Add([.. split.OrderBy(f => f.Path, StringComparer.Ordinal)]);
        foreach (var folder in all.Where(f => f.Path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)).GroupBy(f => FolderOf(f.Path), StringComparer.Ordinal))
        {
            var beside = all.Where(f => FolderOf(f.Path) == folder.Key && IsCompanion(f)).ToList();
            // With an index all parts belong together; without one each file is a model of its own.
            if (beside.Exists(f => f.Path.EndsWith(IndexSuffix, StringComparison.Ordinal))) models.Add([.. folder.OrderBy(f => f.Path, StringComparer.Ordinal), .. beside]);
            else models.AddRange(folder.Select(f => (IReadOnlyList<HubFile>)[f, .. beside]));
        }

        return models;
    }

    private static bool IsCompanion(HubFile file)
    {
        var name = file.Path[(file.Path.LastIndexOf('/') + 1)..];
        return file.SizeBytes <= MaxCompanionBytes
            && (Path.GetExtension(name) is ".json" or ".jinja" or ".model" || name is "merges.txt" or "vocab.txt" or "README.md" || name.StartsWith("LICENSE", StringComparison.Ordinal) || name.StartsWith("NOTICE", StringComparison.Ordinal));
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";
}
