using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Prediction;
using Onebox.Console.Connection;
using Onebox.Console.Deployments;

namespace Onebox.Console.Predictions;

/// <summary>Asks which rows are to be answered by which model, and starts it.</summary>
public sealed partial class PredictDialog : BoxComponent
{
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    private IReadOnlyList<string> _datasets = [];
    private IReadOnlyList<string> _routes = [];
    private string? _dataset;
    private string? _route;
    private string _split = "";
    private string _system = "";
    private int? _limit;
    private int? _maxTokens;
    private double? _temperature;

    /// <summary>The dataset to begin with.</summary>
    [Parameter]
    public string? Dataset { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    public static Task ShowAsync(IDialogService dialogs, string? dataset = null) =>
        dialogs.ShowAsync<PredictDialog>("New prediction", new DialogParameters<PredictDialog> { { d => d.Dataset, dataset } }, Shape);

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        _datasets = [.. (await Box.Datasets.ListAsync(cancellation)).Items.Where(d => d.State == "ready").Select(d => d.Name).Order(StringComparer.CurrentCulture)];
        _routes = await RouteNames.ReadAsync(Box, cancellation);
        _dataset = Dataset ?? (_datasets.Count == 1 ? _datasets[0] : null);
        _route = _routes.Count == 1 ? _routes[0] : null;
    }

    private async Task PredictAsync()
    {
        var request = new PredictRequest(_route!, _dataset!, _split.Length == 0 ? null : _split, _maxTokens, _temperature, System: string.IsNullOrWhiteSpace(_system) ? null : _system.Trim(), Limit: _limit);
        if (!await TryAsync(gone => Box.Predictions.StartAsync(request, gone))) return;
        Dialog.Close();
        Navigation.NavigateTo("/predictions");
    }
}
