using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Console.Connection;

namespace Onebox.Console.Parts;

/// <summary>Asks before something is lost, does it, and stays open with the reason when the box refuses.</summary>
public sealed partial class AskDialog : BoxComponent
{
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    /// <summary>What will happen, and whom it touches.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    [Parameter, EditorRequired]
    public string Verb { get; set; } = "";

    [Parameter, EditorRequired]
    public Func<CancellationToken, Task> Command { get; set; } = null!;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    /// <returns>True when it was done.</returns>
    public static async Task<bool> ShowAsync(IDialogService dialogs, string title, string text, string verb, Func<CancellationToken, Task> command)
    {
        var parameters = new DialogParameters<AskDialog> { { d => d.Text, text }, { d => d.Verb, verb }, { d => d.Command, command } };
        var shown = await dialogs.ShowAsync<AskDialog>(title, parameters, Shape);
        return await shown.Result is { Canceled: false };
    }

    private async Task DoAsync()
    {
        if (await TryAsync(Command)) Dialog.Close();
    }
}
