using Microsoft.AspNetCore.Components;
using Onebox.Api.Evaluation;
using Onebox.Console.Connection;

namespace Onebox.Console.Evaluations;

/// <summary>What was measured last of a model, task by task: its accuracy, and its robustness beside it.</summary>
public sealed partial class Measured : BoxComponent
{
    private IReadOnlyList<TaskScores> _accuracy = [];
    private IReadOnlyList<TaskScores> _robustness = [];

    /// <summary>The model's id.</summary>
    [Parameter, EditorRequired]
    public string Model { get; set; } = "";

    protected override object? Key => Model;

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        var latest = Latest((await Box.Evaluations.ListAsync(cancellation: cancellation)).Items, Model);
        (_accuracy, _robustness) = ([.. latest.Where(s => !Robustness.Is(s))], [.. latest.Where(Robustness.Is)]);
    }

    /// <param name="evaluations">Newest first.</param>
    /// <returns>The newest figures of each task.</returns>
    internal static List<TaskScores> Latest(IEnumerable<EvaluationInfo> evaluations, string model) =>
        [.. evaluations.Select(e => e.Result).OfType<EvaluationResult>().SelectMany(r => r.Scores.Where(s => r.Models.Any(m => m.Name == s.Model && m.ModelId == model))).DistinctBy(s => s.Task, StringComparer.Ordinal)];
}
