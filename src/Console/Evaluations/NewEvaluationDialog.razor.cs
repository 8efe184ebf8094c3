using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Evaluation;
using Onebox.Console.Connection;
using Onebox.Console.Frame;

namespace Onebox.Console.Evaluations;

/// <summary>Asks what is to be evaluated on what, and starts it.</summary>
public sealed partial class NewEvaluationDialog : BoxComponent
{
    private const int ShownPublished = 4;
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    private IReadOnlyList<string> _published = [];
    private IReadOnlyList<string> _datasets = [];
    private IReadOnlyList<string> _names = [];
    private IReadOnlyCollection<string> _others = [];
    private string? _first;
    private string _tasks = "";
    private string _against = "";
    private int? _limit = 200;
    private int? _shots;

    /// <summary>The tasks to begin with.</summary>
    [Parameter]
    public IReadOnlyList<string>? Tasks { get; set; }

    /// <summary>The models to begin with; the first is what the others are compared with.</summary>
    [Parameter]
    public IReadOnlyList<string>? Models { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    private List<string> Lines => [.. _tasks.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    public static Task ShowAsync(IDialogService dialogs, IReadOnlyList<string>? tasks = null, IReadOnlyList<string>? models = null) =>
        dialogs.ShowAsync<NewEvaluationDialog>("New evaluation", new DialogParameters<NewEvaluationDialog> { { d => d.Tasks, tasks }, { d => d.Models, models } }, Shape);

    protected override void OnInitialized()
    {
        _tasks = string.Join('\n', Tasks ?? []);
        (_first, _others) = (Models is { Count: > 0 } ? Models[0] : null, [.. Models?.Skip(1) ?? []]);
    }

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        _published = [.. (await Box.Evaluations.TasksAsync(cancellation)).Items.Select(t => t.Spec).Where(s => s.EndsWith(":PATH", StringComparison.Ordinal)).Take(ShownPublished)];
        if (Viewer.May("datasets:read")) _datasets = [.. (await Box.Datasets.ListAsync(cancellation)).Items.Where(d => d is { State: "ready", Splits.Test: > 0 }).Select(d => $"dataset:{d.Name}").Take(8)];
        var routes = (await Box.Deployments.RoutesAsync(cancellation)).Items.Select(r => r.Name);
        var models = (await Box.Models.ListAsync(cancellation)).Items.Where(m => m is { State: "ready", Format: "gguf" }).Select(m => m.Name);
        _names = [.. routes.Concat(models).Concat(Models ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.CurrentCulture)];
        if (_names.Count == 1) _first ??= _names[0];
    }

    private void Toggle(string task)
    {
        var lines = Lines;
        if (!lines.Remove(task)) lines.Add(task);
        _tasks = string.Join('\n', lines);
    }

    private async Task StartAsync()
    {
        string? started = null;
        var tasks = Lines.Select(t => new EvaluationTask(t, Limit: _limit, Shots: _shots)).ToList();
        var request = new EvaluationRequest(tasks, [_first!, .. _others.Where(o => o != _first)], Against: string.IsNullOrWhiteSpace(_against) ? null : _against.Trim());
        if (!await TryAsync(async gone => started = (await Box.Evaluations.StartAsync(request, gone)).ResourceId)) return;
        Dialog.Close();
        Navigation.NavigateTo($"/evaluations/{started}");
    }
}
