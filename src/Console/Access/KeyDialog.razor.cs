using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Access;
using Onebox.Console.Connection;
using Onebox.Console.Deployments;
using Onebox.Console.Frame;

namespace Onebox.Console.Access;

/// <summary>Makes a key.</summary>
public sealed partial class KeyDialog : BoxComponent
{
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    private IReadOnlyList<string> _known = [];
    private IReadOnlyCollection<string> _routes = [];
    private IReadOnlyCollection<string> _actions = [];
    private string _name = "";
    private string _role = "developer";
    private int _days;
    private long? _requests;
    private long? _tokens;
    private int? _pace;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    // At most the maker's own.
    private IEnumerable<Role> Roles => Role.All.Take(Role.All.Select(r => r.Name).ToList().IndexOf(Viewer.Session?.Role ?? "") + 1);

    /// <returns>Null when none was made.</returns>
    public static async Task<CreatedKey?> ShowAsync(IDialogService dialogs)
    {
        var shown = await dialogs.ShowAsync<KeyDialog>("New key", Shape);
        return (await shown.Result)?.Data as CreatedKey;
    }

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        if (Viewer.May("deployments:read")) _known = await RouteNames.ReadAsync(Box, cancellation);
    }

    private async Task CreateAsync()
    {
        var quota = _requests is null && _tokens is null && _pace is null ? null : new KeyQuota(_requests, _tokens, _pace);
        var request = new CreateKeyRequest(
            _name.Trim(),
            _role,
            _actions.Count == 0 ? null : [.. _actions],
            _routes.Count == 0 ? null : [.. _routes],
            _days == 0 ? null : Clock.GetUtcNow().AddDays(_days),
            quota);
        CreatedKey? made = null;
        if (await TryAsync(async gone => made = await Box.Access.CreateKeyAsync(request, gone))) Dialog.Close(DialogResult.Ok(made));
    }
}
