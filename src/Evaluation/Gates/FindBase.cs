using Onebox.Catalog;
using Onebox.Evaluation.Runs;
using Onebox.Serving;

namespace Onebox.Evaluation.Gates;

/// <summary>Finds what a candidate was trained from.</summary>
internal sealed class FindBase(IServing serving, ICatalog catalog, FindContamination lineage)
{
    /// <param name="candidate">A model or a deployment.</param>
    /// <returns>The base's name; null where it is not known or no longer on the box.</returns>
    public async Task<string?> OfAsync(string candidate, CancellationToken cancellation)
    {
        var modelId = (await catalog.FindAsync(candidate, cancellation))?.Id ?? (await serving.FindDeploymentAsync(candidate, cancellation))?.ModelId;
        return await lineage.BaseOfAsync(modelId, cancellation);
    }
}
