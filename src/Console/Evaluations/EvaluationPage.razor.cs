using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Evaluation;
using Onebox.Console.Connection;
using Onebox.Console.Frame;

namespace Onebox.Console.Evaluations;

/// <summary>One evaluation: what is under way, or its figures.</summary>
public sealed partial class EvaluationPage : BoxComponent
{
    private EvaluationInfo? _evaluation;

    [Parameter]
    public string Id { get; set; } = "";

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    protected override object? Key => Id;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(1);

    /// <summary>The last model: the one that is compared with the first.</summary>
    private string? Candidate => _evaluation?.Result is { Models: [.., var last] } ? last.Name : null;

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        // What has ended does not change.
        if (_evaluation is { Result: not null } known && known.Id == Id) return;
        _evaluation = await Box.Evaluations.GetAsync(Id, cancellation);
    }

    private string CompareAddress(TaskComparison comparison) => $"/evaluations/{Id}/compare?task={Uri.EscapeDataString(comparison.Task)}&candidate={Uri.EscapeDataString(comparison.Candidate)}";

    private string ItemsAddress(string task, string model) => $"/evaluations/{Id}/items?task={Uri.EscapeDataString(task)}&model={Uri.EscapeDataString(model)}";

    private static string Notes(TaskScores scores, Score score)
    {
        List<string> notes = [];
        if (score.LowerIsBetter) notes.Add("lower is better");
        if (scores.Shots > 0) notes.Add($"{scores.Shots} examples");
        if (scores.Failed > 0) notes.Add($"{scores.Failed} not answered, counted as wrong");
        if (scores.Excluded > 0) notes.Add($"{scores.Excluded} left out");
        if (scores.FewerShots > 0) notes.Add($"{scores.FewerShots} with fewer examples");
        if (scores.Cached > 0) notes.Add($"{scores.Cached} known before");
        return string.Join(", ", notes);
    }
}
