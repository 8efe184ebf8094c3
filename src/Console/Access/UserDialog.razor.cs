using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Access;
using Onebox.Console.Connection;

namespace Onebox.Console.Access;

/// <summary>A new user, who comes in by a link.</summary>
public sealed partial class UserDialog : BoxComponent
{
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    private string _name = "";
    private string _role = "developer";

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    /// <returns>Null when nothing was made.</returns>
    public static async Task<CreatedUser?> ShowAsync(IDialogService dialogs)
    {
        var shown = await dialogs.ShowAsync<UserDialog>("New user", Shape);
        return (await shown.Result)?.Data as CreatedUser;
    }

    private async Task CreateAsync()
    {
        CreatedUser? made = null;
        if (await TryAsync(async gone => made = await Box.Access.CreateUserAsync(new CreateUserRequest(_name.Trim(), _role), gone))) Dialog.Close(DialogResult.Ok(made));
    }
}
