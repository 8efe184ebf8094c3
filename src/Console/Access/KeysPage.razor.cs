using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Access;
using Onebox.Console.Connection;
using Onebox.Console.Frame;
using Onebox.Console.Parts;

namespace Onebox.Console.Access;

/// <summary>Keys for programs.</summary>
public sealed partial class KeysPage : BoxComponent
{
    private IReadOnlyList<KeyInfo> _keys = [];
    private CreatedKey? _made;
    private string? _route;

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    protected override async Task LoadAsync(CancellationToken cancellation) =>
        _keys = [.. (await Box.Access.KeysAsync(all: Viewer.May("access:read"), cancellation)).Items.OrderBy(k => k.Revoked).ThenByDescending(k => k.CreatedAt)];

    private static string HeldTo(KeyInfo key)
    {
        var held = new List<string>();
        if (key.Routes is { Count: > 0 } routes) held.Add($"routes {string.Join(", ", routes)}");
        if (key.Actions is { Count: > 0 } actions) held.Add(string.Join(", ", actions));
        if (key.Quota is { RequestsPerDay: { } requests }) held.Add($"{Amounts.Whole(requests)} requests a day");
        if (key.Quota is { TokensPerDay: { } tokens }) held.Add($"{Amounts.Whole(tokens)} tokens a day");
        if (key.Quota is { RequestsPerMinute: { } pace }) held.Add($"{Amounts.Whole(pace)} requests a minute");
        return held.Count == 0 ? "its role" : string.Join("; ", held);
    }

    private async Task CreateAsync()
    {
        if (await KeyDialog.ShowAsync(Dialogs) is not { } made) return;
        _made = made;
        _route = made.Info.Routes is [var only, ..] ? only : await FirstRouteAsync();
        await ReloadAsync();
    }

    // For the example beside the new key.
    private async Task<string?> FirstRouteAsync()
    {
        string? route = null;
        if (Viewer.May("deployments:read")) await TryAsync(async gone => route = (await Box.Deployments.RoutesAsync(gone)).Items is [var first, ..] ? first.Name : null);
        return route;
    }

    private async Task RevokeAsync(KeyInfo key)
    {
        var text = $"Programs that use {key.Name} ({key.Prefix}…) are refused from then on. It cannot be undone.";
        if (await AskDialog.ShowAsync(Dialogs, $"Revoke {key.Name}?", text, "Revoke", gone => Box.Access.RevokeKeyAsync(key.Id, gone))) await ReloadAsync();
    }
}
