using Onebox.Api.Evaluation;
using Onebox.Catalog;
using Onebox.Datasets;
using Onebox.Kernel.Access;

namespace Onebox.Evaluation.Gates.Checks;

/// <summary><c>integrity</c>: of what the candidate was made is known and still here: base, versions of datasets, recipe, seed, version of the code.</summary>
internal sealed class CheckLineage(ICatalog catalog, IDatasets datasets)
{
    private const string Trained = "training run";

    public async Task<ConditionVerdict> RunAsync(Candidate candidate, CancellationToken cancellation)
    {
        List<string> faults = [.. candidate.Unseen], facts = [];
        foreach (var ancestor in candidate.All)
        {
            var before = faults.Count;
            await LookAsync(ancestor, faults, cancellation);
            if (faults.Count == before) facts.Add(Fact(ancestor));
        }

        return new ConditionVerdict($"integrity: the lineage of {candidate.Name} is complete", faults.Count == 0, string.Join("; ", faults.Count > 0 ? faults : facts));
    }

    private async Task LookAsync(Ancestor ancestor, List<string> faults, CancellationToken cancellation)
    {
        var (model, lineage) = ancestor;
        if (lineage is null)
        {
            if (model.Source.StartsWith(Trained, StringComparison.Ordinal)) faults.Add($"{model.Name} was trained on this box, but its {Lineages.FileName} is gone or cannot be read");
            return;
        }

        if (lineage.Base is { } name)
        {
            var found = lineage.BaseId is { } id ? await catalog.FindAsync(id, cancellation) : null;
            if (found is null) faults.Add($"{name}, which {model.Name} was trained from, is no longer on the box");
            else if (lineage.BaseContentHash is null || found.ContentHash != lineage.BaseContentHash) faults.Add($"{name}, which {model.Name} was trained from, has another content now");
        }

        if (lineage.Data.Count == 0) faults.Add($"the lineage of {model.Name} names no data");
        foreach (var data in lineage.Data)
        {
            if (data.Reference is not { } reference) faults.Add($"{model.Name} was trained on the file {data.Name}, which is no dataset of this box");
            else if (await datasets.FindAsync(reference, Caller.Box, cancellation) is not { State: DatasetState.Ready }) faults.Add($"the dataset {data.Name} ({data.Version}), which {model.Name} was trained on, is no longer on the box");
        }

        if (string.IsNullOrWhiteSpace(lineage.Recipe)) faults.Add($"the lineage of {model.Name} has no recipe");
        if (string.IsNullOrWhiteSpace(lineage.Seed)) faults.Add($"the lineage of {model.Name} has no seed");
        if (string.IsNullOrWhiteSpace(lineage.CodeVersion)) faults.Add($"the lineage of {model.Name} has no version of the code");
    }

    private static string Fact(Ancestor ancestor) => ancestor.Lineage is { } lineage
        ? $"{ancestor.Model.Name} was trained {(lineage.Base is { } from ? $"from {from} " : "")}on {string.Join(" and ", lineage.Data.Select(d => d.Name))} with seed {lineage.Seed} by version {lineage.CodeVersion}, and its recipe is kept"
        : $"{ancestor.Model.Name} was imported from {ancestor.Model.Source}";
}
