using Onebox.Api.Deployments;
using Onebox.Api.Models;
using Onebox.Api.Training;

namespace Onebox.Console.Training;

/// <summary>Which model somebody most likely wants to begin from.</summary>
internal static class SuggestedBase
{
    /// <summary>Comes with the box, for trying: whoever brought another model means that one.</summary>
    private const string ForTrying = "onebox-tiny";

    /// <returns>The likeliest first: what was last begun from, then what was brought here, what answers already before what does not, the newest first; what training made comes last.</returns>
    public static IReadOnlyList<string> Order(IEnumerable<ModelInfo> models, IReadOnlyList<TrainingRunInfo> runs, IReadOnlyList<DeploymentInfo> deployments)
    {
        var last = runs.MaxBy(r => r.CreatedAt)?.BaseId;
        var made = runs.Select(r => r.ModelId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var used = deployments.Select(d => d.ModelId).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. models.OrderByDescending(m => m.Id == last).ThenBy(m => made.Contains(m.Id)).ThenBy(m => m.Name == ForTrying).ThenByDescending(m => used.Contains(m.Id)).ThenByDescending(m => m.ImportedAt)
                .Select(m => m.Name),
        ];
    }
}
