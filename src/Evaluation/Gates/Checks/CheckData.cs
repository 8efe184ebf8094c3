using System.Security.Cryptography;
using Onebox.Api.Evaluation;
using Onebox.Datasets;
using Onebox.Kernel.Access;

namespace Onebox.Evaluation.Gates.Checks;

/// <summary>
/// <c>permits</c>: the versions of datasets that the candidate was trained on are still those, and whoever promotes may read them: a model can say what it was taught. On this
/// box all datasets have the same readers (<see cref="Actions.DatasetsRead"/>); readers for each come with permits.
/// </summary>
internal sealed class CheckData(IDatasets datasets)
{
    public async Task<ConditionVerdict> RunAsync(Candidate candidate, Caller caller, CancellationToken cancellation)
    {
        List<string> faults = [.. candidate.Unseen], seen = [];
        foreach (var (model, lineage) in candidate.All)
        {
            foreach (var data in lineage?.Data ?? [])
            {
                if (data.Reference is not { } reference || await datasets.FindAsync(reference, cancellation) is not { State: DatasetState.Ready } version)
                {
                    faults.Add($"the readers of {data.Name}, which {model.Name} was trained on, are not known: it is no longer on the box");
                    continue;
                }

                if (await HashAsync(version.RowsPath, cancellation) is not { } found || found != data.Hash) faults.Add($"the rows of {version.Reference} are not those that {model.Name} was trained on");
                else seen.Add(version.Reference);
            }
        }

        if (seen.Count + faults.Count > 0 && !caller.May(Actions.DatasetsRead)) faults.Add($"{caller.Name} may not read datasets, and the candidate was trained on {string.Join(" and ", seen)}");
        return new ConditionVerdict(
            $"permits: the data that {candidate.Name} was trained on may still be used",
            faults.Count == 0,
            faults.Count > 0 ? string.Join("; ", faults) : seen.Count == 0 ? "it was trained on no dataset of this box" : $"{string.Join(" and ", seen.Distinct(StringComparer.Ordinal))} unchanged, and {caller.Name} may read datasets");
    }

    private static async Task<string?> HashAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
