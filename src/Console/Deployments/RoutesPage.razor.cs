using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Deployments;
using Onebox.Console.Connection;
using Onebox.Console.Frame;
using Onebox.Console.Parts;

namespace Onebox.Console.Deployments;

/// <summary>The names that requests use, and where each goes.</summary>
public sealed partial class RoutesPage : BoxComponent
{
    private IReadOnlyList<RouteInfo> _routes = [];

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    protected override async Task LoadAsync(CancellationToken cancellation) =>
        _routes = [.. (await Box.Deployments.RoutesAsync(cancellation)).Items.OrderBy(r => r.Name, StringComparer.CurrentCulture)];

    private async Task EditAsync(RouteInfo? route)
    {
        if (await RouteDialog.ShowAsync(Dialogs, route)) await ReloadAsync();
    }

    private async Task DeleteAsync(string name)
    {
        var text = "Requests to this name are refused from then on. The deployments it went to stay.";
        if (await AskDialog.ShowAsync(Dialogs, $"Delete the route {name}?", text, "Delete", gone => Box.Deployments.DeleteRouteAsync(name, gone))) await ReloadAsync();
    }
}
