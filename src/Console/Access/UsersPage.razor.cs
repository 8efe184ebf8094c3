using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Access;
using Onebox.Console.Connection;
using Onebox.Console.Frame;
using Onebox.Console.Parts;

namespace Onebox.Console.Access;

/// <summary>The people who may use this box.</summary>
public sealed partial class UsersPage : BoxComponent
{
    private IReadOnlyList<UserInfo> _users = [];
    private ShownLink? _link;

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    protected override void OnInitialized()
    {
        // Without the right to see users, access is one's own keys.
        if (!Viewer.May("access:read")) Navigation.NavigateTo("/access/keys", replace: true);
    }

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        if (Viewer.May("access:read")) _users = [.. (await Box.Access.UsersAsync(cancellation)).Items.OrderBy(u => u.Name, StringComparer.CurrentCulture)];
    }

    private async Task CreateAsync()
    {
        if (await UserDialog.ShowAsync(Dialogs) is not { } made) return;
        _link = new ShownLink($"Sign-in link for {made.User.Name}", made.Link.Url, made.Link.ExpiresAt);
        await ReloadAsync();
    }

    private Task<bool> LinkAsync(UserInfo user) => TryAsync(async gone =>
    {
        var link = await Box.Access.CreateLinkAsync(user.Id, gone);
        _link = new ShownLink($"Sign-in link for {user.Name}", link.Url, link.ExpiresAt);
    });

    private async Task ChangeAsync(UserInfo user, string? role, bool? disabled)
    {
        if (await TryAsync(gone => Box.Access.UpdateUserAsync(user.Id, new UpdateUserRequest(role, disabled), gone))) await ReloadAsync();
    }

    private async Task DeleteAsync(UserInfo user)
    {
        var text = $"{user.Name} can no longer sign in, and all keys of {user.Name} stop working at once.";
        if (await AskDialog.ShowAsync(Dialogs, $"Delete {user.Name}?", text, "Delete", gone => Box.Access.DeleteUserAsync(user.Id, gone))) await ReloadAsync();
    }

    private sealed record ShownLink(string Title, string Url, DateTimeOffset ExpiresAt);
}
