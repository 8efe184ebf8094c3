using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Console.Connection;

namespace Onebox.Console.Access;

/// <summary>Sets the viewer's own password.</summary>
public sealed partial class PasswordDialog : BoxComponent
{
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    private string _password = "";
    private string _again = "";

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] private ISnackbar Snackbar { get; set; } = null!;

    public static Task ShowAsync(IDialogService dialogs) => dialogs.ShowAsync<PasswordDialog>("Set your password", Shape);

    private async Task SetAsync()
    {
        if (!await TryAsync(gone => Box.Access.SetPasswordAsync(_password, gone))) return;
        Dialog.Close();
        Snackbar.Add("Your password is set.", Severity.Success);
    }
}
