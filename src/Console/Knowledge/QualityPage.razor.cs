using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Knowledge;
using Onebox.Api.Tasks;
using Onebox.Console.Connection;
using Onebox.Console.Frame;
using Onebox.Console.Parts;

namespace Onebox.Console.Knowledge;

/// <summary>How well a base answers its question set: the questions, the figures, and two measurements side by side.</summary>
public sealed partial class QualityPage : BoxComponent
{
    private KnowledgeBaseInfo? _base;
    private IReadOnlyList<KnowledgeEvaluation> _evaluations = [];
    private IReadOnlyList<KnowledgeQuestion> _questions = [];
    private string? _shown;
    private string? _other;

    [Parameter]
    public string Name { get; set; } = "";

    [Inject] private Viewer Viewer { get; set; } = null!;

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    protected override object? Key => Name;

    private bool MayWrite => Viewer.May("knowledge:write");

    /// <summary>The newest unless another was chosen.</summary>
    private KnowledgeEvaluation? Shown => _evaluations.FirstOrDefault(e => e.Id == _shown) ?? (_evaluations.Count > 0 ? _evaluations[0] : null);

    /// <summary>The one before it, unless another or none was chosen.</summary>
    private KnowledgeEvaluation? Other => _other is { Length: 0 } ? null : _evaluations.FirstOrDefault(e => e.Id == _other && e.Id != Shown?.Id) ?? _evaluations.SkipWhile(e => e.Id != Shown?.Id).Skip(1).FirstOrDefault();

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        if (!MayWrite) return;
        _base = await Box.Knowledge.GetAsync(Name, cancellation);
        _evaluations = (await Box.Knowledge.EvaluationsAsync(Name, cancellation)).Items;
        _questions = (await Box.Knowledge.QuestionsAsync(Name, cancellation)).Items;
    }

    // An evaluation's task makes the evaluation, not the base: its title names the base.
    private bool IsOurs(TaskInfo task) =>
        _base is { } known && (task.Kind == "knowledge.questions" && task.ResourceId == known.Id || task.Kind == "knowledge.evaluate" && task.Title.EndsWith($" {known.Name}", StringComparison.Ordinal));

    private string Words(KnowledgeEvaluation evaluation) =>
        $"{Viewer.Local(evaluation.At).ToString("g", CultureInfo.CurrentCulture)} · {Amounts.Whole(evaluation.Questions)} questions · {evaluation.Route ?? "finding only"}";

    private Task EvaluateAsync() => EvaluateAsync(fromFile: false);

    private async Task EvaluateAsync(bool fromFile)
    {
        // The new figures are what one wants to see, beside those before.
        if (await EvaluateDialog.ShowAsync(Dialogs, Name, _questions.Count, fromFile || _questions.Count == 0, _base?.Settings)) (_shown, _other) = (null, null);
    }

    private Task WriteAsync() => WriteQuestionsDialog.ShowAsync(Dialogs, Name, _base?.Settings.Route);
}
