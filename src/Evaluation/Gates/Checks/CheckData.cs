using System.Security.Cryptography;
using Onebox.Api.Evaluation;
using Onebox.Datasets;
using Onebox.Kernel.Access;

namespace Onebox.Evaluation.Gates.Checks;

/// <summary>
/// <c>permits</c>: the versions of datasets that the candidate was trained on are still those, and whoever promotes and whoever may ask the route are among their readers: a model can say what it was taught.
/// </summary>
internal sealed class CheckData(IDatasets datasets, ICallers callers)
{
    private const int NamesShown = 5;

    public async Task<ConditionVerdict> RunAsync(Candidate candidate, string route, Caller promoter, CancellationToken cancellation)
    {
        List<string> faults = [.. candidate.Unseen];
        Dictionary<string, DatasetVersion> seen = new(StringComparer.Ordinal);
        foreach (var (model, lineage) in candidate.All)
        {
            foreach (var data in lineage?.Data ?? [])
            {
                if (data.Reference is not { } reference || await datasets.FindAsync(reference, Caller.Box, cancellation) is not { State: DatasetState.Ready } version)
                {
                    faults.Add($"the readers of {data.Name}, which {model.Name} was trained on, are not known: it is no longer on the box");
                    continue;
                }

                if (await HashAsync(version.RowsPath, cancellation) is not { } found || found != data.Hash) faults.Add($"the rows of {version.Reference} are not those that {model.Name} was trained on");
                else seen[version.Reference] = version;
            }
        }

        if (seen.Count + faults.Count > 0 && !promoter.May(Actions.DatasetsRead)) faults.Add($"{promoter.Name} may not read datasets, and the candidate was trained on {string.Join(" and ", seen.Keys)}");
        faults.AddRange(await StrangersAsync(seen.Values, route, promoter, cancellation));
        return new ConditionVerdict(
            $"permits: the data that {candidate.Name} was trained on may still be used",
            faults.Count == 0,
            faults.Count > 0 ? string.Join("; ", faults) : seen.Count == 0 ? "it was trained on no dataset of this box" : $"{string.Join(" and ", seen.Keys)} unchanged, and {promoter.Name} and all who may ask {route} may read {(seen.Count == 1 ? "it" : "them")}");
    }

    /// <summary>For each dataset with readers of its own, who would get to know of it without being one.</summary>
    private async Task<IEnumerable<string>> StrangersAsync(IEnumerable<DatasetVersion> versions, string route, Caller promoter, CancellationToken cancellation)
    {
        var closed = versions.Where(v => v.Readers.Count > 0).ToList();
        if (closed.Count == 0) return [];
        var asking = (await callers.ReadAsync(cancellation)).Where(c => c.May(Actions.Infer) && c.MayUseRoute(route)).ToList();
        return closed.SelectMany(version => Faults(version, asking.Where(c => !version.MayBeReadBy(c)).Select(c => c.Name).ToList()));

        IEnumerable<string> Faults(DatasetVersion version, List<string> strangers)
        {
            if (!version.MayBeReadBy(promoter)) yield return $"{promoter.Name} is no reader of {version.Name}, which the candidate was trained on";
            if (strangers.Count > 0) yield return $"{string.Join(", ", strangers.Take(NamesShown))}{(strangers.Count > NamesShown ? $" and {strangers.Count - NamesShown} more" : "")} may ask {route} and {(strangers.Count == 1 ? "is no reader" : "are no readers")} of {version.Name} (its readers: {string.Join(", ", version.Readers)})";
        }
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
