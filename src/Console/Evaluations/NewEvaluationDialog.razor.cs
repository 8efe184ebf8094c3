using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Evaluation;
using Onebox.Console.Connection;

namespace Onebox.Console.Evaluations;

/// <summary>Asks what is to be evaluated on what, and starts it.</summary>
public sealed partial class NewEvaluationDialog : BoxComponent
{
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    private IReadOnlyList<string> _known = [];
    private IReadOnlyList<string> _names = [];
    private IReadOnlyCollection<string> _models = [];
    private string _tasks = "";
    private string _against = "";
    private int? _limit = 200;
    private int? _shots;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    public static Task ShowAsync(IDialogService dialogs) => dialogs.ShowAsync<NewEvaluationDialog>("New evaluation", Shape);

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        _known = [.. (await Box.Evaluations.TasksAsync(cancellation)).Items.Select(t => t.Spec)];
        var routes = (await Box.Deployments.RoutesAsync(cancellation)).Items.Select(r => r.Name);
        var models = (await Box.Models.ListAsync(cancellation)).Items.Where(m => m is { State: "ready", Format: "gguf" }).Select(m => m.Name);
        _names = [.. routes.Concat(models).Distinct(StringComparer.Ordinal).Order(StringComparer.CurrentCulture)];
    }

    private async Task StartAsync()
    {
        string? started = null;
        var tasks = _tasks.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(t => new EvaluationTask(t, Limit: _limit, Shots: _shots)).ToList();
        var request = new EvaluationRequest(tasks, [.. _models], Against: string.IsNullOrWhiteSpace(_against) ? null : _against.Trim());
        if (!await TryAsync(async gone => started = (await Box.Evaluations.StartAsync(request, gone)).ResourceId)) return;
        Dialog.Close();
        Navigation.NavigateTo($"/evaluations/{started}");
    }
}
