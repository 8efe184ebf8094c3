using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Prediction;
using Onebox.Console.Connection;

namespace Onebox.Console.Predictions;

/// <summary>Predictions over datasets, the newest first.</summary>
public sealed partial class PredictionsPage : BoxComponent
{
    private IReadOnlyList<PredictionInfo> _predictions = [];

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(2);

    protected override async Task LoadAsync(CancellationToken cancellation) => _predictions = (await Box.Predictions.ListAsync(cancellation: cancellation)).Items;
}
