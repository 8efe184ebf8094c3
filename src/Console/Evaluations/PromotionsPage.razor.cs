using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Evaluation;
using Onebox.Console.Connection;
using Onebox.Console.Frame;
using Onebox.Console.Parts;

namespace Onebox.Console.Evaluations;

/// <summary>The history of promotions, and the way back.</summary>
public sealed partial class PromotionsPage : BoxComponent
{
    private IReadOnlyList<PromotionInfo> _promotions = [];

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(2);

    protected override async Task LoadAsync(CancellationToken cancellation) => _promotions = (await Box.Evaluations.PromotionsAsync(cancellation: cancellation)).Items;

    /// <summary>Only the newest move of a route can be taken back, and only where it led somewhere before.</summary>
    private bool CanRollBack(PromotionInfo promotion) =>
        promotion is { Kind: "promotion", State: "moved" } && promotion.Previous.Any(t => t.Weight > 0) && Viewer.May("deployments:write") && _promotions.First(p => p.Route == promotion.Route && p.State == "moved").Id == promotion.Id;

    private async Task RollBackAsync(PromotionInfo promotion)
    {
        var before = string.Join(", ", promotion.Previous.Where(t => t.Weight > 0).Select(t => t.Deployment));
        var text = $"Requests to {promotion.Route} go to {before} from then on, none is lost. {promotion.Model} stays deployed.";
        if (await AskDialog.ShowAsync(Dialogs, $"Roll {promotion.Route} back?", text, "Roll back", gone => Box.Evaluations.RollbackAsync(promotion.Route, gone))) await ReloadAsync();
    }
}
