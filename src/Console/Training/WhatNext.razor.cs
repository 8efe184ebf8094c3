using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Evaluation;
using Onebox.Api.Tasks;
using Onebox.Api.Training;
using Onebox.Console.Connection;
using Onebox.Console.Evaluations;
using Onebox.Console.Frame;

namespace Onebox.Console.Training;

/// <summary>The way of a finished run's model into service: evaluate, compare, promote.</summary>
public sealed partial class WhatNext : BoxComponent
{
    private EvaluationInfo? _evaluation;
    private PromotionInfo? _promotion;
    private List<string>? _tasks;

    /// <summary>A run that has finished.</summary>
    [Parameter, EditorRequired]
    public TrainingRunInfo Run { get; set; } = null!;

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    protected override object? Key => Run.Id;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(3);

    private string Model => Run.Model!;

    /// <summary>The run's own datasets with rows that it has not learned.</summary>
    private IReadOnlyList<string> Tasks => _tasks ?? [];

    private IEnumerable<TaskComparison> Comparisons => _evaluation?.Result?.Comparisons.Where(c => c.Candidate == Model) ?? [];

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        _tasks ??= await TasksAsync(cancellation);
        if (Viewer.May("models:read"))
        {
            // The newest that has figures, or is on the way to them.
            var about = (await Box.Evaluations.ListAsync(cancellation: cancellation)).Items.Where(e => e.Request.Models.Contains(Model, StringComparer.Ordinal)).ToList();
            _evaluation = about.FirstOrDefault(e => e.Result is not null) ?? about.FirstOrDefault(e => e.State is not (TaskState.Failed or TaskState.Cancelled));
        }

        // What a route was moved to last is where it leads: an earlier promotion may have been taken back.
        if (Viewer.May("deployments:read"))
            _promotion = (await Box.Evaluations.PromotionsAsync(cancellation: cancellation)).Items.Where(p => p.State == "moved").GroupBy(p => p.Route, StringComparer.Ordinal).Select(g => g.First()).FirstOrDefault(p => p.Model == Model);
    }

    private async Task<List<string>> TasksAsync(CancellationToken cancellation)
    {
        if (!Viewer.May("datasets:read")) return [];
        var names = Run.Data.Where(d => d.Version is not null).Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        return [.. (await Box.Datasets.ListAsync(cancellation)).Items.Where(d => names.Contains(d.Name) && d.Splits.Test > 0).Select(d => $"dataset:{d.Name}")];
    }

    private Task EvaluateAsync() => NewEvaluationDialog.ShowAsync(Dialogs, Tasks, Run.Base is { } begin ? [begin, Model] : [Model]);

    private Task PromoteAsync() => PromoteDialog.ShowAsync(Dialogs, Model, _evaluation);
}
