using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Evaluation;
using Onebox.Console.Connection;
using Onebox.Console.Deployments;
using Onebox.Console.Tasks;

namespace Onebox.Console.Evaluations;

/// <summary>Asks what is to be promoted where and on which conditions, and starts it.</summary>
public sealed partial class PromoteDialog : BoxComponent
{
    private const string Example = "tasks:\n  - {task: 'dataset:faq', limit: 200}\nconditions:\n  - {betterBy: 0.02, significance: 0.05}";
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    private IReadOnlyList<string> _names = [];
    private IReadOnlyList<string> _routes = [];
    private string? _model;
    private string _route = "";
    private string _gate = "";

    [Parameter]
    public string? Model { get; set; }

    /// <summary>Whose figures the gate is held against; null: the gate's tasks are asked.</summary>
    [Parameter]
    public EvaluationInfo? Evaluation { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] private TaskWatch Watch { get; set; } = null!;

    public static Task ShowAsync(IDialogService dialogs, string? model = null, EvaluationInfo? evaluation = null) =>
        dialogs.ShowAsync<PromoteDialog>("Promote a model", new DialogParameters<PromoteDialog> { { d => d.Model, model }, { d => d.Evaluation, evaluation } }, Shape);

    protected override void OnInitialized() => (_model, _gate) = (Model, SuggestedGate.Of(Evaluation, Model) ?? "");

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        _routes = await RouteNames.ReadAsync(Box, cancellation);
        var deployments = (await Box.Deployments.ListAsync(cancellation)).Items.Select(d => d.Name);
        var models = (await Box.Models.ListAsync(cancellation)).Items.Where(m => m is { State: "ready", Format: "gguf" }).Select(m => m.Name);
        _names = [.. deployments.Concat(models).Append(Model).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.CurrentCulture)];
    }

    private async Task PromoteAsync()
    {
        var gate = string.IsNullOrWhiteSpace(_gate) ? null : _gate;
        if (!await TryAsync(gone => Box.Evaluations.PromoteAsync(new PromoteRequest(_model!, _route.Trim(), gate, Evaluation: gate is null ? null : Evaluation?.Id), gone))) return;
        Dialog.Close();
        Watch.AskToOpen();
        Navigation.NavigateTo("/promotions");
    }
}
