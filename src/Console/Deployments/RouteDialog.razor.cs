using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Deployments;
using Onebox.Console.Connection;

namespace Onebox.Console.Deployments;

/// <summary>Makes a route, or moves it between targets with weights.</summary>
public sealed partial class RouteDialog : BoxComponent
{
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    private readonly List<Target> _targets = [];
    private IReadOnlyList<string> _names = [];
    private string _name = "";

    /// <summary>Null for a new one.</summary>
    [Parameter]
    public RouteInfo? Route { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    public static async Task<bool> ShowAsync(IDialogService dialogs, RouteInfo? route)
    {
        var shown = await dialogs.ShowAsync<RouteDialog>(route is null ? "New route" : $"Route {route.Name}", new DialogParameters<RouteDialog> { { d => d.Route, route } }, Shape);
        return await shown.Result is { Canceled: false };
    }

    protected override void OnInitialized()
    {
        _name = Route?.Name ?? "";
        _targets.AddRange(Route?.Targets.Select(t => new Target { Deployment = t.Deployment, Weight = t.Weight, Model = t.Model }) ?? [new Target()]);
    }

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        var deployments = (await Box.Deployments.ListAsync(cancellation)).Items.Select(d => d.Name);
        var engines = (await Box.Deployments.EnginesAsync(cancellation)).Items.Select(e => $"engine:{e.Name}");
        _names = [.. deployments, .. engines];
    }

    private async Task SaveAsync()
    {
        var request = new PutRouteRequest([.. _targets.Select(t => new RouteTarget(t.Deployment!, t.Weight, string.IsNullOrWhiteSpace(t.Model) ? null : t.Model.Trim()))]);
        if (await TryAsync(gone => Box.Deployments.PutRouteAsync(_name.Trim(), request, gone))) Dialog.Close();
    }

    private sealed class Target
    {
        public string? Deployment { get; set; }

        public int Weight { get; set; } = 100;

        public string? Model { get; set; }
    }
}
