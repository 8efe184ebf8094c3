using Onebox.Catalog;
using Onebox.Serving;

namespace Onebox.Evaluation.Gates.Checks;

/// <summary>What would answer if a name were promoted.</summary>
/// <param name="Models">Its models and adapters, each with what it was trained from, down to the first.</param>
/// <param name="Unseen">Why parts of it cannot be looked at: an engine elsewhere, a model that is gone.</param>
internal sealed record Candidate(string Name, IReadOnlyList<IReadOnlyList<Ancestor>> Models, IReadOnlyList<string> Unseen)
{
    /// <summary>Every model once.</summary>
    public IEnumerable<Ancestor> All => Models.SelectMany(chain => chain).DistinctBy(a => a.Model.Id);
}

internal sealed class FindCandidate(IServing serving, ICatalog catalog, Lineages lineages)
{
    public async Task<Candidate> RunAsync(string name, CancellationToken cancellation)
    {
        List<string> ids = [], unseen = [];
        if (serving.FindRoute(name) is { } route)
        {
            foreach (var target in route.Targets.Where(t => t.Weight > 0)) await AddAsync(target.Deployment, target.Model, ids, unseen, cancellation);
        }
        else if (await serving.FindDeploymentAsync(name, cancellation) is not null)
        {
            await AddAsync(name, null, ids, unseen, cancellation);
        }
        else
        {
            ids.Add(name);
        }

        List<IReadOnlyList<Ancestor>> models = [];
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
        {
            if (await catalog.FindAsync(id, cancellation) is { } model) models.Add(await lineages.ChainAsync(model, cancellation));
            else unseen.Add($"the model {id} is no longer on the box");
        }

        return new Candidate(name, models, unseen);
    }

    private async Task AddAsync(string deployment, string? adapter, List<string> ids, List<string> unseen, CancellationToken cancellation)
    {
        if (await serving.FindDeploymentAsync(deployment, cancellation) is not { } found)
        {
            unseen.Add($"{deployment} is an engine elsewhere: what it serves cannot be looked at from here");
            return;
        }

        ids.Add(found.ModelId);
        ids.AddRange((found.Settings.Adapters ?? new Dictionary<string, string>()).Where(a => adapter is null || a.Key == adapter).Select(a => a.Value));
    }
}
