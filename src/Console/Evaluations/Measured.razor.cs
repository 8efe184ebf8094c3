using Microsoft.AspNetCore.Components;
using Onebox.Api.Evaluation;

namespace Onebox.Console.Evaluations;

/// <summary>Accuracy, and robustness beside it. Nothing where nothing was measured.</summary>
public sealed partial class Measured
{
    [Parameter, EditorRequired]
    public IReadOnlyList<TaskScores> Scores { get; set; } = [];

    /// <param name="evaluations">Newest first.</param>
    /// <param name="model">The model's id.</param>
    /// <returns>The newest figures of each task.</returns>
    internal static List<TaskScores> Latest(IEnumerable<EvaluationInfo> evaluations, string model) =>
        [.. evaluations.Select(e => e.Result).OfType<EvaluationResult>().SelectMany(r => r.Scores.Where(s => r.Models.Any(m => m.Name == s.Model && m.ModelId == model))).DistinctBy(s => s.Task, StringComparer.Ordinal)];
}
