using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Evaluation;
using Onebox.Console.Connection;
using Onebox.Console.Frame;
using Onebox.Console.Parts;

namespace Onebox.Console.Evaluations;

/// <summary>All evaluations, the newest first.</summary>
public sealed partial class EvaluationsPage : BoxComponent
{
    private const int ShownScores = 4;

    private IReadOnlyList<EvaluationInfo> _evaluations = [];

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(3);

    protected override async Task LoadAsync(CancellationToken cancellation) => _evaluations = (await Box.Evaluations.ListAsync(cancellation: cancellation)).Items;

    private static Score? Primary(TaskScores scores) => scores.Scores.FirstOrDefault(s => s.Metric == scores.Primary);

    private async Task DeleteAsync(EvaluationInfo evaluation)
    {
        if (await AskDialog.ShowAsync(Dialogs, "Delete this evaluation?", $"The figures and items of “{evaluation.Name}” are forgotten. Models and routes stay.", "Delete", gone => Box.Evaluations.DeleteAsync(evaluation.Id, gone))) await ReloadAsync();
    }
}
