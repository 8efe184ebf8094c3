using Onebox.Datasets;
using Onebox.Kernel.Access;
using Onebox.Models.Loop;

namespace Onebox.Training.Planning;

/// <summary>The rows that a request names.</summary>
/// <param name="Amount">Of the rows to train on: tokens are estimated, four bytes to one.</param>
internal sealed record FoundData(IReadOnlyList<PlannedData> Found, DataAmount Amount);

/// <summary>Finds datasets by name and files by path, and whether the method can learn from them.</summary>
internal sealed class FindData(IDatasets datasets)
{
    private const int BytesOfAToken = 4;

    public async Task<FoundData> FindAsync(Recipe recipe, string? folder, string method, Caller caller, Errors errors, CancellationToken cancellation)
    {
        var found = new List<PlannedData>();
        var (bytes, rows, validates) = (0L, 0L, false);
        if (recipe.Datasets.Count + recipe.TrainFiles.Count == 0) errors.Note("datasets", "Name a dataset to learn from; 'onebox datasets list' shows them.");
        foreach (var reference in recipe.Datasets)
        {
            if (await datasets.FindAsync(reference, caller, cancellation) is not { } version)
            {
                errors.Note("datasets", $"There is no dataset {reference} on this box; 'onebox datasets list' shows them.");
                continue;
            }

            if (version.State != DatasetState.Ready) errors.Note("datasets", $"The dataset {version.Reference} is still being imported: wait for its task.");
            else if (Unfit(version, method) is { } why) errors.Note("datasets", why);
            else
            {
                found.Add(new PlannedData(version.Name, version.DatasetId, $"{version.Number}", version.ContentHash, version.RowsPath, null));
                bytes += version.Rows.Total == 0 ? 0 : version.SizeBytes * version.Rows.Train / version.Rows.Total;
                rows += version.Rows.Train;
                validates |= version.Rows.Validation > 0;
            }
        }

        // What a recipe names beside its rows ends in the model, where all may read it.
        foreach (var path in ((string?[])[recipe.Config, recipe.Tokenizer, recipe.ChatTemplate]).OfType<string>().Where(p => folder is not null || Path.IsPathRooted(p)))
            await datasets.RequireReadableAsync(Path.GetFullPath(path, folder ?? "/"), caller, cancellation);
        foreach (var (path, role) in recipe.TrainFiles.Select(f => (f, DatasetSplits.Train)).Concat(recipe.ValidationFiles.Select(f => (f, DatasetSplits.Validation))))
        {
            if (DataFiles.Find(path, folder, "data", errors) is not { } file) continue;
            await datasets.RequireReadableAsync(file, caller, cancellation);
            found.Add(new PlannedData(Path.GetFileName(file), null, null, DataFiles.HashOf(file), file, role));
            if (role != DatasetSplits.Train)
            {
                validates = true;
                continue;
            }

            bytes += new FileInfo(file).Length;
            rows += File.ReadLines(file).LongCount(line => line.Length > 0);
        }

        return new FoundData(found, new DataAmount(rows, bytes / BytesOfAToken, Validates: validates));
    }

    /// <summary>Why the method cannot learn from it; null when it can.</summary>
    private static string? Unfit(DatasetVersion version, string method)
    {
        if (version.Rows.Train == 0) return $"The dataset {version.Reference} has no rows to train on (split train).";
        return (method, version.Shape) switch
        {
            (Methods.Dpo, not DatasetShape.Preference) => $"DPO learns from preference pairs; the dataset {version.Reference} has none.",
            (not Methods.Dpo, DatasetShape.Preference) => $"The dataset {version.Reference} holds preference pairs: take the method dpo.",
            _ => null,
        };
    }
}
